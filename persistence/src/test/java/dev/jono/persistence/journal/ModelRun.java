package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One run of several owners on the same tables, one storage operation at a time. What comes next, and what goes wrong, is chosen; the
 * bounds say how often an owner may be interrupted and how many operations may fail. The first owner has recovered before it starts.
 */
final class ModelRun {
    /** What is said of a run that ends without a row that was confirmed. */
    static final String LOST = "a confirmed row is lost";

    /** What is said of a recovery that failed for rows that nobody lost. */
    static final String FALSE_ALARM = "a recovery misses rows";

    /** How much a run may go astray. */
    record Bounds(int interruptions, int faults) {}

    private final Choices choices;
    private final ModelTables tables;
    private final List<ModelStore.Late> late = new ArrayList<>();
    private final ModelOwner.Ledger ledger = new ModelOwner.Ledger();
    private final List<ModelOwner> owners = new ArrayList<>();
    private final boolean rereads;
    private int interruptions;
    private int faults;
    private int current;
    private boolean finished;

    ModelRun(Choices choices, ModelTables tables, Bounds bounds, boolean rereads) {
        this.tables = tables;
        this.choices = choices;
        this.interruptions = bounds.interruptions();
        this.faults = bounds.faults();
        this.rereads = rereads;
    }

    /** The history starts in the middle: rows up to the ordinal were deleted, and an empty snapshot stands for them. */
    ModelRun startingAfter(long ordinal) {
        ModelOwner founder = owner("founder", List.of());
        quietly(founder);
        tables.record(1, Reigns.of(Map.of(1L, 1L)), ordinal);
        tables.writeManifest(new Manifest(new SnapshotMark(ordinal, 1), new UUID(0, 0), 1, 0, 0, 0, 0, 1, ""));
        return this;
    }

    ModelRun with(ModelOwner.Step... steps) {
        owners.add(owner("" + (char) ('a' + owners.size()), List.of(steps)));
        return this;
    }

    private ModelOwner owner(String name, List<ModelOwner.Step> steps) {
        return new ModelOwner(name, steps, new ModelStore(tables, late), rereads, ledger);
    }

    void run() {
        recoverFirst();
        while (step()) {}
        check();
    }

    private void recoverFirst() {
        ModelOwner first = owners.get(0);
        first.start();
        while (!first.recovered()) {
            next(first).execute();
        }
    }

    private static ModelStore.Pending<?> next(ModelOwner owner) {
        return Objects.requireNonNull(owner.store().pending());
    }

    /** Does one thing that is possible; false if there is none. */
    private boolean step() {
        List<Runnable> possible = new ArrayList<>();
        ModelOwner running = owners.get(current);
        boolean busy = running.store().pending() != null;
        if (busy) {
            goOn(running, possible);
        }
        if (!busy || interruptions > 0) {
            for (int other = 0; other < owners.size(); other++) {
                if (other != current) {
                    switchTo(other, busy, possible);
                }
            }
        }
        if (possible.isEmpty()) {
            possible.add(() -> finished = true);
        }
        applyLate(possible);
        possible.get(choices.of(possible.size())).run();
        return !finished;
    }

    private void goOn(ModelOwner owner, List<Runnable> possible) {
        ModelStore.Pending<?> next = next(owner);
        possible.add(next::execute);
        if (faults > 0 && next.changesTables()) {
            possible.add(() -> {
                faults--;
                next.lose();
            });
            possible.add(() -> {
                faults--;
                next.delay();
            });
        }
    }

    private void switchTo(int other, boolean interrupts, List<Runnable> possible) {
        ModelOwner owner = owners.get(other);
        if (owner.started() && owner.store().pending() == null) {
            return;
        }
        possible.add(() -> {
            interruptions -= interrupts ? 1 : 0;
            current = other;
            if (!owner.started()) {
                owner.start();
            }
            next(owner).execute();
        });
    }

    private void applyLate(List<Runnable> possible) {
        for (int operation = 0; operation < late.size(); operation++) {
            int index = operation;
            int parts = late.get(operation).parts.size();
            for (int part = parts == 1 ? 1 : 0; part <= parts; part++) {
                int which = part;
                possible.add(() -> ModelStore.apply(late, index, which));
            }
        }
    }

    /** Two more recoveries, the second one after everything late has arrived, agree on a history that holds all that was confirmed. */
    private void check() {
        assertThat(ledger.violations).isEmpty();
        NavigableMap<Long, String> history = recoverQuietly();
        while (!late.isEmpty()) {
            ModelStore.apply(late, 0, late.get(0).parts.size());
        }
        assertThat(recoverQuietly()).isEqualTo(history);
        assertThat(history).as(LOST).containsAllEntriesOf(ledger.confirmed);
        requireWholeWrites(history);
    }

    private NavigableMap<Long, String> recoverQuietly() {
        ModelOwner last = owner("last", List.of());
        quietly(last);
        assertThat(last.failure()).isNull();
        return new TreeMap<>(last.state());
    }

    private static void quietly(ModelOwner owner) {
        owner.start();
        for (ModelStore.Pending<?> next = owner.store().pending();
                next != null;
                next = owner.store().pending()) {
            next.execute();
        }
    }

    private void requireWholeWrites(NavigableMap<Long, String> history) {
        List<String> notes = new ArrayList<>(history.values());
        for (List<String> write : ledger.attempted) {
            int at = notes.indexOf(write.get(0));
            if (at >= 0) {
                assertThat(notes.subList(at, Math.min(notes.size(), at + write.size())))
                        .isEqualTo(write);
                notes.subList(at, at + write.size()).clear();
            }
        }
        assertThat(notes).as("rows that nobody wrote").isEmpty();
    }
}
