package dev.jono.core;

import dev.jono.api.QueueName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When dead letters are handed over: at once when their queue has confirmed the ones before, and again when it stays silent.
 * Soft state: after a recovery everything that is not confirmed is handed over again, which the target knows to answer.
 */
final class HandOvers {
    private final Limits limits;
    private final Map<QueueName, Sent> latest = new HashMap<>();

    /** What was handed over last to one target. */
    private record Sent(long firstNumber, long atMillis) {}

    HandOvers(Limits limits) {
        this.limits = limits;
    }

    /** Adds to {@code effects} what is to be handed over now. */
    void dispatch(DeadLetters deadLetters, List<Effect> effects, Now now) {
        deadLetters.byTarget().forEach((target, outbound) -> {
            if (!outbound.pending().isEmpty() && untilNext(target, outbound, now) == 0) {
                long first = outbound.pending().firstKey();
                latest.put(target, new Sent(first, now.monotonicMillis()));
                effects.add(new Effect.HandOver(target, first, letters(outbound)));
            }
        });
    }

    /** Tells in how many milliseconds something is to be handed over; {@code Long.MAX_VALUE} for never. */
    long untilNext(DeadLetters deadLetters, Now now) {
        long least = Long.MAX_VALUE;
        for (var entry : deadLetters.byTarget().entrySet()) {
            if (!entry.getValue().pending().isEmpty()) {
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

    private List<Effect.DeadLetter> letters(DeadLetters.Outbound outbound) {
        return outbound.pending().values().stream()
                .limit(limits.handOverBatch())
                .map(letter -> new Effect.DeadLetter(letter.offset(), letter.info()))
                .toList();
    }
}
