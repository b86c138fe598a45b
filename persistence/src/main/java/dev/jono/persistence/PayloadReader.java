package dev.jono.persistence;

import dev.jono.api.protocol.QueueKey;
import dev.jono.core.RowEntry;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.journal.IncompleteHistoryException;
import dev.jono.persistence.journal.RowRead;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.pekko.actor.AbstractActor.Receive;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads back the rows that a queue wants, a page at a time, beside its commits. It begins with a small page, so that a thousand queues which begin at once get
 * what they need most before anybody reads ahead; then it has a few pages under way. What is wanted beyond these is left: it is wanted again when a page
 * arrives. A row is not asked for twice at once, and not deleted while it is under read. What cannot be reached is tried again; what should be there
 * and is not stops the queue.
 */
final class PayloadReader {
    /** A page is what one read brings: the first messages must not wait for many more. */
    static final int MAX_ROWS = 16;

    static final long MAX_BYTES = 1L << 20;

    /** The first page is as large as a full row. */
    static final long FIRST_BYTES = 1L << 16;

    /** The reads of a node are few: no queue may have them all. */
    static final int MAX_PAGES = 2;

    private static final Logger LOG = LoggerFactory.getLogger(PayloadReader.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final int MOST_DOUBLINGS = 5;

    /** What it has the actor do. */
    interface Reads extends JournalReads {
        /** Tells whether the row still holds a live message. */
        boolean isLive(RowEntry row);

        /** Takes a row in, or fails if it lacks a live message. */
        void take(RowEntry asked, JournalRow row);

        /** Rows have been taken in, or may be asked for again: has {@link PayloadReader#read} called with all that is wanted then. */
        void dispatchMore();
    }

    private final QueueKey key;
    private final Reads reads;
    private final RowPins pins;
    private final Set<Long> underRead = new HashSet<>();
    private int pagesUnderWay;

    /** Whether a page has arrived since it began. */
    private boolean isGoingOn;

    /** How many rounds of reads have failed one after the other. */
    private int failures;

    PayloadReader(QueueKey key, Reads reads, RowPins pins) {
        this.key = key;
        this.reads = reads;
        this.pins = pins;
    }

    /**
     * The rows of one read, in the order of their ordinals.
     *
     * @param round how many rounds had failed before: of several pages that fail in the same round, one counts
     */
    private record Page(List<RowEntry> rows, int round) {}

    private record Read(Page page, List<RowRead> rows) {}

    private record Failed(Page page, Throwable cause) {}

    private record Retry(Page page) {}

    /**
     * Starts to read those of the rows that are not under read, as far as it may.
     *
     * @param wanted the most urgent first
     */
    void read(List<RowEntry> wanted) {
        int mostPages = isGoingOn ? MAX_PAGES : 1;
        Deque<RowEntry> left = new ArrayDeque<>(wanted);
        left.removeIf(row -> underRead.contains(row.ordinal()));
        while (pagesUnderWay < mostPages && !left.isEmpty()) {
            start(takePage(left, isGoingOn ? MAX_BYTES : FIRST_BYTES));
        }
    }

    private void start(List<RowEntry> rows) {
        Page page = new Page(rows, failures);
        long[] ordinals = rows.stream().mapToLong(RowEntry::ordinal).toArray();
        for (long ordinal : ordinals) {
            underRead.add(ordinal);
            pins.pin(ordinal);
        }
        pagesUnderWay++;
        reads.tell(reads.read(ordinals)
                .handle((read, failure) -> failure == null ? new Read(page, read) : new Failed(page, failure)));
    }

    /** Takes what the reads bring. */
    Receive answers() {
        return ReceiveBuilder.create()
                .match(Read.class, this::done)
                .match(Failed.class, this::failed)
                .match(Retry.class, retry -> mayBeAskedFor(retry.page()))
                .build();
    }

    private void done(Read read) {
        failures = 0;
        isGoingOn = true;
        unpin(read.page());
        Map<Long, JournalRow> rows = new HashMap<>();
        read.rows().forEach(row -> rows.put(row.ordinal(), (JournalRow) row.payload()));
        for (RowEntry asked : read.page().rows()) {
            reads.take(asked, Objects.requireNonNull(rows.get(asked.ordinal()), "a row that was asked for"));
        }
        mayBeAskedFor(read.page());
    }

    private void failed(Failed failed) {
        unpin(failed.page());
        if (failed.cause() instanceof IncompleteHistoryException incomplete
                && failed.page().rows().stream().anyMatch(reads::isLive)) {
            throw incomplete;
        }
        if (failed.page().round() == failures) {
            failures++;
        }
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << Math.min(Math.max(0, failures - 1), MOST_DOUBLINGS));
        LOG.warn("Messages of queue {} cannot be read; that is tried again in {}", key, backoff, failed.cause());
        reads.tellLater(new Retry(failed.page()), backoff);
    }

    private void mayBeAskedFor(Page page) {
        page.rows().forEach(row -> underRead.remove(row.ordinal()));
        pagesUnderWay--;
        reads.dispatchMore();
        isGoingOn &= pagesUnderWay > 0;
    }

    private void unpin(Page page) {
        page.rows().forEach(row -> pins.unpin(row.ordinal()));
    }

    private static List<RowEntry> takePage(Deque<RowEntry> left, long maxBytes) {
        List<RowEntry> page = new ArrayList<>();
        long bytes = 0;
        do {
            RowEntry row = left.remove();
            page.add(row);
            bytes += row.bytes();
        } while (!left.isEmpty()
                && page.size() < MAX_ROWS
                && bytes + left.element().bytes() <= maxBytes);
        page.sort(Comparator.comparingLong(RowEntry::ordinal));
        return page;
    }
}
