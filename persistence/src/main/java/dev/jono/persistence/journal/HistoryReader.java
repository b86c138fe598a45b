package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the valid history in all that lies in the journal, fed row by row in the order (segment, ordinal, epoch).
 *
 * <p>A row is valid if its epoch is the one that the owner record gives for its ordinal. Valid rows are handed on write by write,
 * in order and without a gap. The history ends at the first write that is not wholly there, which can only be the last
 * owner's last one: nobody writes on before a write is confirmed. A gap anywhere else means that rows were lost.
 */
final class HistoryReader {
    private final String persistenceId;
    private final Reigns reigns;
    private final long claimedEpoch;
    private final long first;
    private final Consumer<Row> sink;
    private final List<Row> write = new ArrayList<>();
    private long next;
    private boolean torn;
    private boolean fromTheFuture;
    private long voidRows;

    HistoryReader(String persistenceId, OwnerRecord claimed, long first, Consumer<Row> sink) {
        this.persistenceId = persistenceId;
        this.reigns = claimed.reigns();
        this.claimedEpoch = claimed.epoch();
        this.first = first;
        this.next = first;
        this.sink = sink;
    }

    void accept(Row row) {
        if (row.ordinal() < first) {
            return;
        }
        if (reigns.isEmpty()) {
            throw incomplete("row " + row.ordinal() + " of epoch " + row.epoch()
                    + " exists, but its owner record says that nobody ever wrote");
        }
        if (reigns.epochAt(row.ordinal()) != row.epoch()) {
            fromTheFuture |= row.epoch() >= claimedEpoch;
            voidRows++;
        } else if (torn || !continuesHistory(row)) {
            tear(row);
        } else {
            write.add(row);
            if (row.ordinal() + 1 == row.writeEnd()) {
                handOn(row.writeEnd());
            }
        }
    }

    /** The ordinal after the last complete write so far. */
    long next() {
        return next;
    }

    /** All rows were fed: returns the ordinal at which the claimant continues. */
    long end() {
        voidRows += write.size();
        write.forEach(this::requireWholeWriteUnread);
        write.clear();
        if (next < reigns.lastFirst()) {
            throw incomplete("row " + next + " of epoch " + reigns.epochAt(next) + " is missing");
        }
        return next;
    }

    /** Rows that do not count: another epoch's, or of a write that is not wholly there. */
    long voidRows() {
        return voidRows;
    }

    /** Whether there was a row of an epoch not yet claimed; with the claim still held, the owner record must have been lost. */
    boolean sawUnclaimedEpoch() {
        return fromTheFuture;
    }

    private boolean continuesHistory(Row row) {
        if (row.ordinal() != next + write.size()) {
            return false;
        }
        return write.isEmpty()
                ? row.writeFirst() == next || (next == first && row.writeFirst() < first)
                : row.writeFirst() == write.get(0).writeFirst();
    }

    private void handOn(long end) {
        next = end;
        write.forEach(sink);
        write.clear();
    }

    /** The history ended before this row; it may only be a leftover of the write that is not wholly there. */
    private void tear(Row row) {
        write.forEach(this::requireWholeWriteUnread);
        requireWholeWriteUnread(row);
        torn = true;
        voidRows += write.size() + 1;
        write.clear();
    }

    private void requireWholeWriteUnread(Row row) {
        if (row.writeFirst() != next) {
            throw incomplete(
                    "row " + row.ordinal() + " of epoch " + row.epoch() + " belongs to the write that starts at "
                            + row.writeFirst() + ", but row " + (next + write.size()) + " is missing");
        }
    }

    private IncompleteHistoryException incomplete(String what) {
        return new IncompleteHistoryException(persistenceId, what);
    }
}
