package dev.jono.api.actor;

import dev.jono.api.JonoException;
import dev.jono.api.Message;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply.SendOutcome;
import dev.jono.api.protocol.QueueReply.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a producer has numbered and has no outcome of yet.
 *
 * <p>Numbers run from {@code lowest} (the oldest without an outcome) to before {@code next}. A cursor between them says
 * what goes next: below it everything was sent at least once since the last rewind. A retry is nothing but a rewind: the
 * same messages go again under the same numbers, and the queue answers what it has already with the first outcome.
 * Messages leave at the low end only, so the numbers that are left are without gaps; one that has its outcome early stays
 * as a settled entry until all before it have theirs.
 */
final class SendWindow {
    /** What a message costs on the wire beside its own bytes, about. */
    private static final int OVERHEAD_BYTES = 32;

    /** One numbered message. */
    private static final class Entry {
        final Message message;
        final int bytes;
        final long giveUpAtNanos;
        final SendResult result;
        int tries;
        boolean settled;

        Entry(Message message, int bytes, long giveUpAtNanos, SendResult result) {
            this.message = message;
            this.bytes = bytes;
            this.giveUpAtNanos = giveUpAtNanos;
            this.result = result;
        }
    }

    /**
     * Messages that go together.
     *
     * @param firstSequence the number of the first one
     * @param messages the messages
     */
    record Batch(long firstSequence, List<Message> messages) {
        long end() {
            return firstSequence + messages.size();
        }
    }

    /** What a message fails with: one that was never tried cannot be stored, one that was tried before may be. */
    interface Failure {
        JonoException of(int tries);
    }

    private final int maxMessages;
    private final long maxBytes;
    private @Nullable Entry[] ring = new @Nullable Entry[64]; // a power of two; the slot is the number's low bits
    private long lowest = 1;
    private long cursor = 1;
    private long next = 1;
    private int unsettled;
    private long bytes;
    private long waitingBytes;

    SendWindow(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    boolean isEmpty() {
        return unsettled == 0;
    }

    /** Tells whether one more message of that size may be added; an empty window takes any. */
    boolean hasRoomFor(int messageBytes) {
        return unsettled == 0 || (next - lowest < maxMessages && bytes + messageBytes <= maxBytes);
    }

    long lowestUnconfirmed() {
        return lowest;
    }

    /** Returns the bytes of what waits to be sent, or sent again. */
    long waitingBytes() {
        return waitingBytes;
    }

    boolean hasWaiting() {
        return waitingBytes > 0;
    }

    void add(Message message, int messageBytes, long giveUpAtNanos, SendResult result) {
        if (next - lowest == ring.length) {
            grow();
        }
        ring[slot(next)] = new Entry(message, messageBytes, giveUpAtNanos, result);
        next++;
        unsettled++;
        bytes += messageBytes;
        waitingBytes += messageBytes + OVERHEAD_BYTES;
    }

    /** Takes what goes next: without a gap in its numbers, one message at least, {@code maxBatchBytes} at most if more. */
    Batch nextBatch(int maxBatchBytes) {
        while (at(cursor).settled) {
            cursor++;
        }
        long first = cursor;
        List<Message> messages = new ArrayList<>();
        long batchBytes = 0;
        while (cursor < next && !at(cursor).settled) {
            Entry entry = at(cursor);
            long cost = (long) entry.bytes + OVERHEAD_BYTES;
            if (!messages.isEmpty() && batchBytes + cost > maxBatchBytes) {
                break;
            }
            messages.add(entry.message);
            entry.tries++;
            batchBytes += cost;
            cursor++;
        }
        waitingBytes -= batchBytes;
        return new Batch(first, messages);
    }

    /** Has everything from {@code sequence} on sent again; what has its outcome is left out. */
    void rewindTo(long sequence) {
        long from = Math.max(sequence, lowest);
        while (cursor > from) {
            cursor--;
            Entry entry = at(cursor);
            if (!entry.settled) {
                waitingBytes += entry.bytes + OVERHEAD_BYTES;
            }
        }
    }

    /**
     * Takes the outcomes of a batch. Those known already are passed over, so a reply may come late or twice.
     *
     * @return whether one of them was news
     */
    boolean confirm(Sent sent) {
        long sequence = sent.firstSequence();
        int before = unsettled;
        for (SendOutcome outcome : sent.outcomes()) {
            for (int i = 0; i < outcome.count(); i++) {
                confirm(sequence, sent.key(), outcome, i);
                sequence++;
            }
        }
        removeSettled();
        return unsettled < before;
    }

    private void confirm(long sequence, QueueKey key, SendOutcome outcome, int index) {
        if (sequence < lowest || sequence >= next || at(sequence).settled) {
            return;
        }
        SendResult result = settle(sequence);
        switch (outcome.kind()) {
            case STORED -> result.stored(key.messageId(outcome.firstOffset() + index));
            case DUPLICATE -> result.stored(key.messageId(outcome.firstOffset()));
            case QUEUE_FULL ->
                result.failed(
                        new JonoException(
                                JonoException.Reason.QUEUE_FULL,
                                key.queue()
                                        + " is full: it holds as much as its settings allow. Consume faster or raise the limit."));
            case MESSAGE_TOO_LARGE ->
                result.failed(new JonoException(
                        JonoException.Reason.MESSAGE_TOO_LARGE,
                        "The message is larger than the settings of " + key.queue() + " allow."));
            case DEDUPLICATION_FULL ->
                result.failed(new JonoException(
                        JonoException.Reason.DEDUPLICATION_FULL,
                        key.queue() + " remembers as many deduplication ids as its settings allow. Wait, or shorten the"
                                + " window."));
        }
    }

    /** Fails what has waited too long; its numbers are used up, and what is behind them goes on. */
    void giveUp(long nowNanos, Failure failure) {
        while (lowest < next && at(lowest).giveUpAtNanos - nowNanos <= 0) {
            failLowest(failure);
        }
        removeSettled();
    }

    /** Fails what there is from {@code first} to before {@code end}; what is behind goes on. */
    void fail(long first, long end, Failure failure) {
        for (long sequence = Math.max(first, lowest); sequence < Math.min(end, next); sequence++) {
            if (!at(sequence).settled) {
                int tries = at(sequence).tries;
                settle(sequence).failed(failure.of(tries));
            }
        }
        removeSettled();
    }

    /** Fails everything. */
    void failAll(Failure failure) {
        while (lowest < next) {
            failLowest(failure);
        }
    }

    private void failLowest(Failure failure) {
        if (!at(lowest).settled) {
            int tries = at(lowest).tries;
            settle(lowest).failed(failure.of(tries));
        }
        removeLowest();
    }

    private SendResult settle(long sequence) {
        Entry entry = at(sequence);
        entry.settled = true;
        unsettled--;
        if (sequence >= cursor) {
            waitingBytes -= entry.bytes + OVERHEAD_BYTES;
        }
        return entry.result;
    }

    private void removeSettled() {
        while (lowest < next && at(lowest).settled) {
            removeLowest();
        }
    }

    private void removeLowest() {
        bytes -= at(lowest).bytes;
        ring[slot(lowest)] = null;
        lowest++;
        cursor = Math.max(cursor, lowest);
    }

    private Entry at(long sequence) {
        return Objects.requireNonNull(ring[slot(sequence)]);
    }

    private int slot(long sequence) {
        return (int) (sequence & (ring.length - 1));
    }

    private void grow() {
        @Nullable Entry[] old = ring;
        ring = new @Nullable Entry[old.length * 2];
        for (long sequence = lowest; sequence < next; sequence++) {
            ring[slot(sequence)] = old[(int) (sequence & (old.length - 1))];
        }
    }
}
