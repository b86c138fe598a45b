package dev.jono.core;

import dev.jono.api.QueueName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When dead letters are handed over: at once when their queue has confirmed the ones before, and again when it stays silent.
 * Soft state: after a recovery everything that is not confirmed is handed over again, which the target knows to answer.
 */
final class HandOvers {
    private final Limits limits;
    private final Map<QueueName, Sent> latest = new HashMap<>();

    /** Whose first letter has to be read: it is handed over when it is at hand, and no time has to pass for that. */
    private final Set<QueueName> unread = new HashSet<>();

    /** What was handed over last to one target. */
    private record Sent(long firstNumber, long atMillis) {}

    HandOvers(Limits limits) {
        this.limits = limits;
    }

    /** Adds to {@code effects} what is to be handed over now. */
    void dispatch(DeadLetters deadLetters, Reach reach, List<Effect> effects, Now now) {
        unread.clear();
        deadLetters.byTarget().forEach((target, outbound) -> {
            if (!outbound.pending().isEmpty() && untilNext(target, outbound, now) == 0) {
                List<Effect.DeadLetter> letters = letters(outbound, reach);
                if (letters.isEmpty()) {
                    unread.add(target);
                } else {
                    long first = outbound.pending().firstKey();
                    latest.put(target, new Sent(first, now.monotonicMillis()));
                    effects.add(new Effect.HandOver(target, first, letters));
                }
            }
        });
    }

    /** Tells in how many milliseconds something is to be handed over; {@code Long.MAX_VALUE} for never. */
    long untilNext(DeadLetters deadLetters, Now now) {
        long least = Long.MAX_VALUE;
        for (var entry : deadLetters.byTarget().entrySet()) {
            if (!entry.getValue().pending().isEmpty() && !unread.contains(entry.getKey())) {
                least = Math.min(least, untilNext(entry.getKey(), entry.getValue(), now));
            }
        }
        return least;
    }

    private long untilNext(QueueName target, DeadLetters.Outbound outbound, Now now) {
        @Nullable Sent sent = latest.get(target);
        if (sent == null || sent.firstNumber() != outbound.pending().firstKey()) {
            return 0;
        }
        return Math.max(0, sent.atMillis() + limits.handOverRetryMillis() - now.monotonicMillis());
    }

    /** Returns the first ones as far as they are at hand, without a gap; wants the others of a batch. */
    private List<Effect.DeadLetter> letters(DeadLetters.Outbound outbound, Reach reach) {
        List<Effect.DeadLetter> letters = new ArrayList<>();
        int left = limits.handOverBatch();
        boolean isGapless = true;
        for (DeadLetters.Pending letter : outbound.pending().values()) {
            if (left-- == 0) {
                break;
            }
            isGapless &= reach.has(letter.offset());
            if (isGapless) {
                letters.add(new Effect.DeadLetter(letter.offset(), letter.info()));
            }
        }
        return letters;
    }
}
