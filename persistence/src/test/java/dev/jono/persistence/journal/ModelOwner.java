package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation in the model: loads the newest snapshot, recovers, then does its steps one after the other until one fails. Its state is
 * what a persistent actor's would be: every note by its ordinal.
 */
final class ModelOwner {
    static final String ID = "model";

    /** What an incarnation does after its recovery. */
    sealed interface Step {
        /** Writes some rows at once. */
        record Write(int rows) implements Step {}

        /** Asks for two writes, of so many rows, in one request. */
        record TwoWrites(int rows, int rowsOfSecond) implements Step {}

        /** Saves a snapshot. */
        record Snapshot() implements Step {}

        /** Deletes the rows that the newest snapshot covers, and the snapshots before it. */
        record Truncate() implements Step {}
    }

    /** What happened in a run, of all incarnations. */
    static final class Ledger {
        final NavigableMap<Long, String> confirmed = new TreeMap<>();
        final List<List<String>> attempted = new ArrayList<>();
        final List<String> violations = new ArrayList<>();
    }

    private final String name;
    private final List<Step> steps;
    private final ModelStore store;
    private final FencedLog log;
    private final FencedSnapshots snapshots;
    private final Ledger ledger;
    private final NavigableMap<Long, String> state = new TreeMap<>();
    private @Nullable Throwable failure;
    private long snapshotAt;
    private boolean started;
    private boolean recovered;

    ModelOwner(String name, List<Step> steps, ModelStore store, boolean rereads, Ledger ledger) {
        this.name = name;
        this.steps = steps;
        this.store = store;
        this.ledger = ledger;
        JournalCounters counters = new JournalCounters();
        OwnerCheck check = rereads
                ? OwnerCheck.rereading(store, counters)
                : incarnation -> CompletableFuture.completedFuture(null);
        Turns turns = new Turns(1, Runnable::run);
        log = new FencedLog(store, check, Fence.OPEN, counters, turns, false);
        snapshots = new FencedSnapshots(store, store, log, counters, turns, 64);
    }

    ModelStore store() {
        return store;
    }

    boolean started() {
        return started;
    }

    boolean recovered() {
        return recovered;
    }

    NavigableMap<Long, String> state() {
        return state;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    void start() {
        started = true;
        snapshots
                .load(ID, manifest -> true, this::decode, () -> true)
                .thenCompose(loaded -> {
                    SnapshotMark mark =
                            loaded.map(found -> found.manifest().mark()).orElse(null);
                    loaded.ifPresent(found -> state.putAll(found.snapshot()));
                    long first = mark == null ? 1 : mark.ordinal() + 1;
                    snapshotAt = first - 1;
                    return log.recover(
                            ID, name, new RecoveryPoint(mark, first, Long.MAX_VALUE), () -> true, this::replay);
                })
                .thenCompose(incarnation -> {
                    checkRecovered();
                    return run(incarnation, 0);
                })
                .whenComplete((done, ended) -> {
                    failure = ended;
                    checkAlarm(ended);
                });
    }

    /** Rows may be deleted while a recovery is on its way. That some of the rest are missing is a false alarm, for no run loses any. */
    private void checkAlarm(@Nullable Throwable ended) {
        Throwable cause = ended == null ? null : Stages.unwrap(ended);
        if (cause instanceof IncompleteHistoryException
                && String.valueOf(cause.getMessage()).contains("missing")) {
            ledger.violations.add(ModelRun.FALSE_ALARM + ": " + cause.getMessage());
        }
    }

    private void replay(Row row) {
        String before = state.put(row.ordinal(), new String(row.body().payload().array(), StandardCharsets.UTF_8));
        if (before != null) {
            ledger.violations.add(name + " replayed row " + row.ordinal() + " twice");
        }
    }

    /** Whatever is confirmed by the time that a recovery is complete must be in it. */
    private void checkRecovered() {
        recovered = true;
        ledger.confirmed.forEach((ordinal, note) -> {
            if (!note.equals(state.get(ordinal))) {
                ledger.violations.add(
                        ModelRun.LOST + ": " + name + " recovered " + state + " without " + note + " at " + ordinal);
            }
        });
    }

    private CompletionStage<Void> run(Incarnation incarnation, int step) {
        if (step == steps.size()) {
            return CompletableFuture.completedFuture(null);
        }
        return run(incarnation, steps.get(step)).thenCompose(done -> run(incarnation, step + 1));
    }

    private CompletionStage<Void> run(Incarnation incarnation, Step step) {
        if (step instanceof Step.Write write) {
            return write(incarnation, List.of(write.rows()));
        }
        if (step instanceof Step.TwoWrites two) {
            return write(incarnation, List.of(two.rows(), two.rowsOfSecond()));
        }
        if (step instanceof Step.Snapshot) {
            return snapshot(incarnation);
        }
        return log.delete(incarnation, snapshotAt)
                .thenCompose(done -> snapshots.delete(
                        incarnation, manifest -> manifest.mark().ordinal() < snapshotAt));
    }

    private CompletionStage<Void> write(Incarnation incarnation, List<Integer> rowsOfEach) {
        long first = incarnation.next();
        List<String> notes = new ArrayList<>();
        List<List<RowBody>> writes = new ArrayList<>();
        for (int rows : rowsOfEach) {
            List<String> together = new ArrayList<>();
            List<RowBody> bodies = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                String note = name + (first + notes.size());
                notes.add(note);
                together.add(note);
                bodies.add(new RowBody(1, "", "", name, 0, bytes(note)));
            }
            ledger.attempted.add(together);
            writes.add(bodies);
        }
        return log.write(incarnation, first, CompletableFuture.completedFuture(writes))
                .thenAccept(confirmed -> {
                    for (int row = 0; row < notes.size(); row++) {
                        state.put(first + row, notes.get(row));
                        String other = ledger.confirmed.put(first + row, notes.get(row));
                        if (other != null) {
                            ledger.violations.add(
                                    ModelRun.LOST + ": " + notes.get(row) + " and " + other + " are both confirmed");
                        }
                    }
                });
    }

    private CompletionStage<Void> snapshot(Incarnation incarnation) {
        long ordinal = incarnation.next() - 1;
        StringBuilder text = new StringBuilder();
        state.forEach((at, note) -> text.append(at).append('=').append(note).append(','));
        return snapshots
                .save(incarnation, ordinal, 0, new SerializedForms.Stored(1, "", bytes(text.toString())))
                .thenAccept(saved -> snapshotAt = ordinal);
    }

    private NavigableMap<Long, String> decode(SerializedForms.Stored stored) {
        NavigableMap<Long, String> notes = new TreeMap<>();
        String text = StandardCharsets.UTF_8.decode(stored.bytes()).toString();
        for (String note : text.isEmpty() ? new String[0] : text.split(",")) {
            notes.put(Long.valueOf(note.substring(0, note.indexOf('='))), note.substring(note.indexOf('=') + 1));
        }
        return notes;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
