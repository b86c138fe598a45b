package dev.jono.persistence;

import dev.jono.api.protocol.QueueKey;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns that a queue's dead letters cannot be handed over, and why: at once, and then once a minute for as long as that is so, though it is
 * tried every few seconds. Safe for use by several threads.
 */
final class WaitingLetters {
    static final long AGAIN_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(WaitingLetters.class);

    private final QueueKey key;
    private final LongSupplier monotonicMillis;
    private boolean warned;
    private long warnedAtMillis;

    WaitingLetters(QueueKey key, LongSupplier monotonicMillis) {
        this.key = key;
        this.monotonicMillis = monotonicMillis;
    }

    /** Says why they wait, unless that was said a moment ago. */
    synchronized void because(String reason) {
        long now = monotonicMillis.getAsLong();
        if (warned && now - warnedAtMillis < AGAIN_MILLIS) {
            LOG.debug("Dead letters of {} still wait: {}", key, reason);
            return;
        }
        warned = true;
        warnedAtMillis = now;
        LOG.warn("Dead letters of {} wait, and are handed over again every few seconds: {}", key, reason);
    }
}
