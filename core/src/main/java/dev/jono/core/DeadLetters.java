package dev.jono.core;

import dev.jono.api.QueueName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters that their queues have not confirmed yet. Each is numbered for its target when it is dead-lettered, in
 * the journal; the target takes the numbers of a source in order and each once, as it does with any producer's.
 */
final class DeadLetters {
    private final Map<QueueName, Outbound> byTarget = new LinkedHashMap<>();
    private final OffsetSet offsets = new OffsetSet();

    /** What goes to one target. */
    static final class Outbound {
        private final NavigableMap<Long, Pending> pending = new TreeMap<>();
        private long last;

        long last() {
            return last;
        }

        NavigableMap<Long, Pending> pending() {
            return pending;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Outbound that && last == that.last && pending.equals(that.pending);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(last);
        }
    }

    /** One dead letter under way. */
    record Pending(long offset, DeadLetterInfo info) {}

    void add(long offset, QueueName target, long number, DeadLetterInfo info) {
        Outbound outbound = byTarget.computeIfAbsent(target, name -> new Outbound());
        outbound.pending.put(number, new Pending(offset, info));
        outbound.last = number;
        offsets.add(offset);
    }

    void confirm(QueueName target, long upToNumber, LongConsumer removed) {
        @Nullable Outbound outbound = byTarget.get(target);
        if (outbound == null) {
            return;
        }
        NavigableMap<Long, Pending> confirmed = outbound.pending.headMap(upToNumber, true);
        confirmed.values().forEach(letter -> {
            offsets.remove(letter.offset());
            removed.accept(letter.offset());
        });
        confirmed.clear();
    }

    long last(QueueName target) {
        @Nullable Outbound outbound = byTarget.get(target);
        return outbound == null ? 0 : outbound.last;
    }

    /** Returns the lowest number that {@code target} has not confirmed, {@code Long.MAX_VALUE} for none. */
    long firstPending(QueueName target) {
        @Nullable Outbound outbound = byTarget.get(target);
        return outbound == null || outbound.pending.isEmpty() ? Long.MAX_VALUE : outbound.pending.firstKey();
    }

    boolean contains(long offset) {
        return offsets.contains(offset);
    }

    long size() {
        return offsets.size();
    }

    Map<QueueName, Outbound> byTarget() {
        return byTarget;
    }

    static DeadLetters fromImage(Collection<QueueImage.OutboundImage> image) {
        DeadLetters letters = new DeadLetters();
        for (QueueImage.OutboundImage one : image) {
            Outbound outbound = letters.byTarget.computeIfAbsent(one.target(), name -> new Outbound());
            outbound.last = one.last();
            one.pending().forEach((number, letter) -> {
                outbound.pending.put(number, new Pending(letter.offset(), letter.info()));
                letters.offsets.add(letter.offset());
            });
        }
        return letters;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeadLetters that && byTarget.equals(that.byTarget);
    }

    @Override
    public int hashCode() {
        return byTarget.hashCode();
    }
}
