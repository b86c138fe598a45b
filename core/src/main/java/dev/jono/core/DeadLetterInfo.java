package dev.jono.core;

/**
 * Why a message was dead-lettered.
 *
 * @param reason {@code rejected}, {@code max-attempts} or {@code expired}
 * @param attempts how often it was tried
 * @param error what the last attempt failed with, or why it was rejected; may be empty
 * @param node where the queue decided it
 * @param atMillis when, in milliseconds since 1970
 */
public record DeadLetterInfo(String reason, int attempts, String error, String node, long atMillis) {}
