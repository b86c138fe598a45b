package dev.jono.persistence;

import dev.jono.api.protocol.QueueKey;
import dev.jono.core.RowEntry;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.journal.IncompleteHistoryException;
import dev.jono.persistence.journal.RowRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.AbstractActor.Receive;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads back the rows that a queue wants, a page at a time, beside its commits. A row is not asked for twice at once, and not deleted while it is under
 * read. What cannot be reached is tried again; what should be there and is not stops the queue.
 */
final class PayloadReader {
    /** A page is what one read brings: the first messages must not wait for many more. */
    static final int MAX_ROWS = 16;

    static final long MAX_BYTES = 1L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(PayloadReader.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final int MOST_DOUBLINGS = 5;

    /** What it has the actor do. */
    interface Reads extends JournalReads {
        /** Tells whether the row still holds a live message. */
        boolean isLive(RowEntry row);

        /** Takes a row in, or fails if it lacks a live message. */
        void take(RowEntry asked, JournalRow row);

        /** Rows have been taken in, or may be asked for again. */
        void dispatchMore();
    }

    private final QueueKey key;
    private final Reads reads;
    private final RowPins pins;
    private final Set<Long> underRead = new HashSet<>();
    private int failures;

    PayloadReader(QueueKey key, Reads reads, RowPins pins) {
        this.key = key;
        this.reads = reads;
        this.pins = pins;
    }

    /** The rows of one read, in the order of their ordinals. */
    record Page(List<RowEntry> rows) {}

    private record Read(Page page, List<RowRead> rows) {}

    private record Failed(Page page, Throwable cause) {}

    private record Retry(Page page) {}

    /** Starts to read those of the rows that are not under read. */
    void read(List<RowEntry> wanted) {
        for (Page page : pages(wanted)) {
            long[] ordinals = page.rows().stream().mapToLong(RowEntry::ordinal).toArray();
            for (long ordinal : ordinals) {
                underRead.add(ordinal);
                pins.pin(ordinal);
            }
            reads.tell(reads.read(ordinals)
                    .handle((rows, failure) -> failure == null ? new Read(page, rows) : new Failed(page, failure)));
        }
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
        unpin(read.page());
        Map<Long, JournalRow> rows = new HashMap<>();
        read.rows().forEach(row -> rows.put(row.ordinal(), (JournalRow) row.payload()));
        for (RowEntry asked : read.page().rows()) {
            reads.take(asked, rows.getOrDefault(asked.ordinal(), new JournalRow(List.of())));
        }
        mayBeAskedFor(read.page());
    }

    private void failed(Failed failed) {
        unpin(failed.page());
        if (failed.cause() instanceof IncompleteHistoryException incomplete
                && failed.page().rows().stream().anyMatch(reads::isLive)) {
            throw incomplete;
        }
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures++, MOST_DOUBLINGS));
        LOG.warn("Messages of queue {} cannot be read; that is tried again in {}", key, backoff, failed.cause());
        reads.tellLater(new Retry(failed.page()), backoff);
    }

    private void mayBeAskedFor(Page page) {
        page.rows().forEach(row -> underRead.remove(row.ordinal()));
        reads.dispatchMore();
    }

    private void unpin(Page page) {
        page.rows().forEach(row -> pins.unpin(row.ordinal()));
    }

    private List<Page> pages(List<RowEntry> wanted) {
        List<Page> pages = new ArrayList<>();
        List<RowEntry> page = new ArrayList<>();
        long bytes = 0;
        for (RowEntry row : wanted) {
            if (underRead.contains(row.ordinal())) {
                continue;
            }
            boolean isFull = page.size() == MAX_ROWS || bytes + row.bytes() > MAX_BYTES;
            if (isFull && !page.isEmpty()) {
                pages.add(page(page));
                page = new ArrayList<>();
                bytes = 0;
            }
            page.add(row);
            bytes += row.bytes();
        }
        if (!page.isEmpty()) {
            pages.add(page(page));
        }
        return pages;
    }

    private static Page page(List<RowEntry> rows) {
        rows.sort(Comparator.comparingLong(RowEntry::ordinal));
        return new Page(rows);
    }
}
