package dev.jono.core;

import dev.jono.api.Message;

/**
 * A message as a journal row holds it.
 *
 * @param offset its number in the queue
 * @param sentAtMillis when it was stored first
 * @param message what was sent
 */
public record StoredMessage(long offset, long sentAtMillis, Message message) {}
