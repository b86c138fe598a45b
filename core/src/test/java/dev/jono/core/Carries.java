package dev.jono.core;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows that were read back from the journal of a {@link Simulation}, to be carried at once, later, again, or in another order. */
final class Carries {
    private final List<Input.Carry> read = new ArrayList<>();

    /** Reads up to four runs of rows, somewhere, as they are now. */
    void read(Queue queue, List<Event> journal, List<Long> ordinals, Step step) {
        List<RowEntry> rows = step.c() % 3 == 0
                ? queue.oldestRows(1 + step.b() % 5)
                : queue.state().rows.rows();
        if (rows.isEmpty()) {
            return;
        }
        List<List<Input.CarriedRow>> runs = new ArrayList<>();
        int place = step.a() % rows.size();
        for (int run = 0; run <= step.b() % 4 && place < rows.size(); run++) {
            int end = Math.min(rows.size(), place + 1 + (step.c() + run) % 3);
            List<Input.CarriedRow> carried = new ArrayList<>();
            for (RowEntry row : rows.subList(place, end)) {
                carried.add(new Input.CarriedRow(row.ordinal(), messages(queue, row, journal, ordinals)));
            }
            runs.add(carried);
            place = end + step.a() % 2;
        }
        read.add(new Input.Carry(runs));
    }

    private static List<StoredMessage> messages(Queue queue, RowEntry row, List<Event> journal, List<Long> ordinals) {
        TreeMap<Long, StoredMessage> messages = new TreeMap<>();
        for (int i = 0; i < journal.size(); i++) {
            if (ordinals.get(i) == row.ordinal()) {
                for (StoredMessage message : journal.get(i).stored()) {
                    messages.put(message.offset(), message);
                }
            }
        }
        return messages.subMap(row.firstOffset(), row.endOffset()).values().stream()
                .filter(message -> queue.state().isLive(message.offset()))
                .toList();
    }

    /** Returns one of the last that were read, the last one for the most part; it may be out of date, or have been carried. */
    Input.@Nullable Carry next(Step step) {
        if (read.isEmpty()) {
            return null;
        }
        int back = step.a() % 3 == 0 ? step.b() % Math.min(read.size(), 5) : 0;
        return read.get(read.size() - 1 - back);
    }
}
