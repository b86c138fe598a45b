package dev.jono.api.spi;

import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;

/**
 * A queue that the catalogue lists.
 *
 * @param key its partition 0
 * @param settings what it was declared with, or changed to since
 */
public record DeclaredQueue(QueueKey key, QueueSettings settings) {}
