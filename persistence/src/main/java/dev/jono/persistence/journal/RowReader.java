package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads single rows of a persistence id back, beside its recovery. Only valid rows count, as in a recovery; a valid row that is not there
 * fails the read. Consecutive ordinals are read together. The caller bounds how much it asks for at once; so many reads are under way
 * at once as the reader has turns, and the others wait.
 */
public final class RowReader {
    private final RowStore store;
    private final SerializedForms codec;
    private final Turns turns;
    private final JournalCounters counters;

    RowReader(RowStore store, SerializedForms codec, Turns turns, JournalCounters counters) {
        this.store = store;
        this.codec = codec;
        this.turns = turns;
        this.counters = counters;
    }

    /**
     * Completes with the rows of these ordinals, which must ascend, in that order; with all of them.
     *
     * <p>Fails with {@link IncompleteHistoryException} if one of the rows is missing.
     */
    public CompletionStage<List<RowRead>> read(String persistenceId, long... ascendingOrdinals) {
        return read(persistenceId, OrdinalRange.of(ascendingOrdinals));
    }

    /** The same for ranges of ordinals, which must ascend and not overlap. */
    public CompletionStage<List<RowRead>> read(String persistenceId, List<OrdinalRange> ranges) {
        List<OrdinalRange> pieces =
                ranges.stream().flatMap(range -> range.bySegment().stream()).toList();
        return turns.take(() -> store.readOwner(persistenceId)
                .thenCompose(owner -> readPieces(persistenceId, owner.reigns(), pieces, 0, new ArrayList<>())));
    }

    private CompletionStage<List<RowRead>> readPieces(
            String persistenceId, Reigns reigns, List<OrdinalRange> pieces, int index, List<RowRead> read) {
        if (index == pieces.size()) {
            counters.rowsReadBack(read.size());
            return CompletableFuture.completedFuture(read);
        }
        Wanted wanted = new Wanted(pieces.get(index), reigns);
        long segment = Segments.of(wanted.range.first());
        return readSegment(persistenceId, segment, wanted, null)
                .thenCompose(own -> wanted.isComplete() || segment == 0
                        ? CompletableFuture.completedFuture(null)
                        // Rows of a write that began in the segment before lie there.
                        : readSegment(persistenceId, segment - 1, wanted, null))
                .thenCompose(all -> {
                    wanted.rows(persistenceId)
                            .forEach(row -> read.add(new RowRead(row.ordinal(), codec.payload(row.body()))));
                    return readPieces(persistenceId, reigns, pieces, index + 1, read);
                });
    }

    private CompletionStage<Void> readSegment(
            String persistenceId, long segment, Wanted wanted, @Nullable Object page) {
        return store.read(persistenceId, segment, wanted.range.first(), wanted.range.last(), page)
                .thenCompose(read -> {
                    read.rows().forEach(wanted::offer);
                    return read.next() == null
                            ? CompletableFuture.completedFuture(null)
                            : readSegment(persistenceId, segment, wanted, read.next());
                });
    }

    /** What is still missing of one range. */
    private static final class Wanted {
        private final OrdinalRange range;
        private final Reigns reigns;
        private final NavigableMap<Long, Row> found = new TreeMap<>();

        Wanted(OrdinalRange range, Reigns reigns) {
            this.range = range;
            this.reigns = reigns;
        }

        void offer(Row row) {
            if (range.contains(row.ordinal()) && reigns.epochAt(row.ordinal()) == row.epoch()) {
                found.put(row.ordinal(), row);
            }
        }

        boolean isComplete() {
            return found.size() == range.size();
        }

        Iterable<Row> rows(String persistenceId) {
            if (!isComplete()) {
                throw new IncompleteHistoryException(
                        persistenceId,
                        "of the rows " + range.first() + " to " + range.last() + " only " + found.size()
                                + " are there");
            }
            return found.values();
        }
    }
}
