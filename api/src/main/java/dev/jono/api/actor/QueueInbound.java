package dev.jono.api.actor;

/** What a queue's actor understands: the {@link QueueRequest}s of clients, and what the nodes tell it among themselves. */
public interface QueueInbound {}
