package dev.jono.core.model;

import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the model may see of the queue that it checks. */
public interface Observed {
    boolean isReady(long offset);

    boolean isDelayed(long offset);

    boolean isDead(long offset);

    /** Tells whether the message is in memory. */
    boolean isAtHand(long offset);

    /** Tells whether the queue asks for the message, which is not in memory, to be read. */
    boolean isWanted(long offset);

    int attempts(long offset);

    /** Returns 0 for a message without suspicion, 1 for a suspect, 2 for one that a crash was counted for. */
    int suspicion(long offset);

    @Nullable LeaseToken lease(long offset);

    long depth();

    /** Returns how many bytes the messages count. */
    long bytes();

    /** Returns the latest time that the journal tells. */
    long journaledWallMillis();

    /** Returns what is under way to each dead-letter queue: offsets by number. */
    Map<QueueName, Map<Long, Long>> outbound();

    /** Returns what was written on a dead letter: reason and attempts. */
    String inscription(QueueName target, long number);
}
