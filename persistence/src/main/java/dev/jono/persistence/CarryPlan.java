package dev.jono.persistence;

import dev.jono.core.Input;
import dev.jono.core.RowEntry;
import dev.jono.core.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * What is carried forward in one step.
 *
 * @param runs each of them rows that become one, in the order of their offsets
 */
record CarryPlan(List<List<RowEntry>> runs) {

    /** Returns the rows to be read, ascending. */
    long[] ordinals() {
        return rows().mapToLong(RowEntry::ordinal).sorted().toArray();
    }

    Stream<RowEntry> rows() {
        return runs.stream().flatMap(List::stream);
    }

    /**
     * Returns what the queue is to decide on, with what of the rows' messages is still wanted. What a message takes is known only now: runs that turn out to be more
     * than a row are cut where one of their rows ends, and what is more than the most is left for another step.
     */
    Input.Carry carry(
            Map<Long, List<StoredMessage>> messagesByRow, LongPredicate wanted, long rowBytes, long mostBytes) {
        Carrying carrying = new Carrying(rowBytes);
        for (List<RowEntry> run : runs) {
            for (RowEntry row : run) {
                if (carrying.bytes >= mostBytes) {
                    break;
                }
                carrying.add(new Input.CarriedRow(
                        row.ordinal(),
                        messagesByRow.getOrDefault(row.ordinal(), List.of()).stream()
                                .filter(message -> wanted.test(message.offset()))
                                .toList()));
            }
            carrying.endRun();
        }
        return new Input.Carry(carrying.runs);
    }

    private static final class Carrying {
        private final long rowBytes;
        private final List<List<Input.CarriedRow>> runs = new ArrayList<>();
        private List<Input.CarriedRow> run = new ArrayList<>();
        private long runBytes;
        private long bytes;

        Carrying(long rowBytes) {
            this.rowBytes = rowBytes;
        }

        void add(Input.CarriedRow row) {
            long added = RowPacker.carriedBytes(row.messages());
            if (runBytes + added > rowBytes) {
                endRun();
            }
            run.add(row);
            runBytes += added;
            bytes += added;
        }

        void endRun() {
            if (!run.isEmpty()) {
                runs.add(run);
            }
            run = new ArrayList<>();
            runBytes = 0;
        }
    }
}
