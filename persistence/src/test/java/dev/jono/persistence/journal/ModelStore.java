package dev.jono.persistence.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one owner of the model sees of the tables. An operation does nothing until the model says so; then it takes effect and is
 * answered, or it is lost, or it is answered with a time-out and takes effect later or never. Of a write that timed out, single rows
 * may show before the rest does, as they do when a read meets the one replica that has them.
 */
final class ModelStore implements RowStore, ChunkStore {
    /** An operation that timed out: what of it may still take effect. */
    static final class Late {
        final boolean conditional;
        final List<Runnable> parts;

        Late(boolean conditional, List<Runnable> parts) {
            this.conditional = conditional;
            this.parts = new ArrayList<>(parts);
        }
    }

    /** An operation that waits for the model. */
    final class Pending<T> {
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private final Supplier<T> effect;
        private final boolean conditional;
        private final List<Runnable> parts;

        Pending(Supplier<T> effect, boolean conditional, List<Runnable> parts) {
            this.effect = effect;
            this.conditional = conditional;
            this.parts = parts;
        }

        boolean changesTables() {
            return !parts.isEmpty();
        }

        void execute() {
            pending = null;
            settleConditional();
            answer.complete(effect.get());
        }

        void lose() {
            pending = null;
            answer.completeExceptionally(new IllegalStateException("lost"));
        }

        void delay() {
            pending = null;
            settleConditional();
            late.add(new Late(conditional, parts));
            answer.completeExceptionally(new IllegalStateException("timed out"));
        }

        /** Of conditional statements on the same row, a later one ends what an earlier one left undecided. */
        private void settleConditional() {
            if (conditional) {
                late.removeIf(old -> old.conditional);
            }
        }
    }

    private final ModelTables tables;
    private final List<Late> late;
    private @Nullable Pending<?> pending;

    ModelStore(ModelTables tables, List<Late> late) {
        this.tables = tables;
        this.late = late;
    }

    @Nullable Pending<?> pending() {
        return pending;
    }

    private <T> CompletionStage<T> read(Supplier<T> effect) {
        return submit(new Pending<>(effect, false, List.of()));
    }

    @SuppressWarnings("NullAway") // a Void has no other value than null
    private CompletionStage<Void> change(List<Runnable> parts) {
        return submit(new Pending<>(
                () -> {
                    parts.forEach(Runnable::run);
                    return null;
                },
                false,
                parts));
    }

    private CompletionStage<Boolean> conditional(BooleanSupplier effect) {
        Runnable part = () -> {
            boolean ignored = effect.getAsBoolean();
        };
        return submit(new Pending<>(effect::getAsBoolean, true, List.of(part)));
    }

    private <T> CompletionStage<T> submit(Pending<T> next) {
        if (pending != null) {
            throw new IllegalStateException("an owner does one thing at a time");
        }
        pending = next;
        return next.answer;
    }

    @Override
    public CompletionStage<OwnerRecord> readOwner(String persistenceId) {
        return read(tables::owner);
    }

    @Override
    public CompletionStage<Long> readEpoch(String persistenceId) {
        return read(() -> tables.owner().epoch());
    }

    @Override
    public CompletionStage<Boolean> claim(String persistenceId, long expectedEpoch, long newEpoch, String owner) {
        return conditional(() -> tables.claim(expectedEpoch, newEpoch, owner));
    }

    @Override
    public CompletionStage<Boolean> record(String persistenceId, long epoch, Reigns reigns, long deletedTo) {
        return conditional(() -> tables.record(epoch, reigns, deletedTo));
    }

    @Override
    public CompletionStage<Void> write(String persistenceId, long segment, List<Row> rows) {
        return change(rows.stream()
                .<Runnable>map(row -> () -> tables.write(segment, List.of(row)))
                .toList());
    }

    @Override
    public CompletionStage<RowPage> read(
            String persistenceId, long segment, long firstOrdinal, long lastOrdinal, @Nullable Object page) {
        return read(() -> tables.read(segment, firstOrdinal, lastOrdinal, page));
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, long segment, long lastOrdinal) {
        return change(List.of(() -> tables.delete(segment, lastOrdinal)));
    }

    @Override
    public CompletionStage<Void> writeChunk(String persistenceId, UUID snapshot, int chunk, ByteBuffer bytes) {
        return change(List.of(() -> tables.writeChunk(snapshot, chunk, bytes)));
    }

    @Override
    public CompletionStage<Optional<ByteBuffer>> readChunk(String persistenceId, UUID snapshot, int chunk) {
        return read(() -> tables.readChunk(snapshot, chunk));
    }

    @Override
    public CompletionStage<Void> writeManifest(String persistenceId, Manifest manifest) {
        return change(List.of(() -> tables.writeManifest(manifest)));
    }

    @Override
    public CompletionStage<List<Manifest>> readManifests(String persistenceId) {
        return read(tables::manifests);
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, Manifest manifest) {
        return change(List.of(() -> tables.deleteSnapshot(manifest)));
    }

    @Override
    public CompletionStage<Void> deleteUpTo(String persistenceId, Manifest newest) {
        return change(List.of(() -> tables.deleteSnapshotsUpTo(newest)));
    }

    @Override
    public CompletionStage<Void> deleteChunks(String persistenceId, UUID snapshot) {
        return change(List.of(() -> tables.deleteChunks(snapshot)));
    }

    /** Lets one row, or all that is left, of a late operation take effect. */
    static void apply(List<Late> late, int index, int part) {
        Late operation = late.get(index);
        if (part < operation.parts.size()) {
            operation.parts.remove(part).run();
        } else {
            for (Iterator<Runnable> parts = operation.parts.iterator(); parts.hasNext(); parts.remove()) {
                parts.next().run();
            }
        }
        if (operation.parts.isEmpty()) {
            late.remove(operation);
        }
    }
}
