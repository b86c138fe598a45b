package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.QueueName;
import dev.jono.core.model.Observed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows the model the real queue. */
final class Observation implements Observed {
    private final Supplier<Machine> machine;
    private final Supplier<List<RowEntry>> wanted;

    Observation(Supplier<Machine> machine, Supplier<List<RowEntry>> wanted) {
        this.machine = machine;
        this.wanted = wanted;
    }

    private Queue queue() {
        return machine.get().queue;
    }

    private QueueState state() {
        return queue().state();
    }

    @Override
    public boolean isAtHand(long offset) {
        return machine.get().shelf.contains(state().rows.rowOfLive(offset).ordinal());
    }

    @Override
    public boolean isWanted(long offset) {
        long ordinal = state().rows.rowOfLive(offset).ordinal();
        return wanted.get().stream().anyMatch(row -> row.ordinal() == ordinal);
    }

    @Override
    public boolean isReady(long offset) {
        return state().ready.contains(offset);
    }

    @Override
    public boolean isDelayed(long offset) {
        return state().delayed.contains(offset);
    }

    @Override
    public boolean isDead(long offset) {
        return state().deadLetters.contains(offset);
    }

    @Override
    public int attempts(long offset) {
        return state().attempts.of(offset);
    }

    @Override
    public int suspicion(long offset) {
        Suspicion suspicion = state().suspicion(offset);
        return suspicion == Suspicion.NONE ? 0 : suspicion == Suspicion.SUSPECT ? 1 : 2;
    }

    @Override
    public @Nullable LeaseToken lease(long offset) {
        Lease lease = queue().leasing().lease(offset);
        return lease == null ? null : lease.record.token();
    }

    @Override
    public long depth() {
        return queue().status(new Now(0, 0)).depth();
    }

    @Override
    public long bytes() {
        return queue().status(new Now(0, 0)).bytes();
    }

    @Override
    public long journaledWallMillis() {
        return state().lastWallMillis;
    }

    @Override
    public Map<QueueName, Map<Long, Long>> outbound() {
        Map<QueueName, Map<Long, Long>> outbound = new HashMap<>();
        state().deadLetters.byTarget().forEach((target, letters) -> {
            Map<Long, Long> offsets = new TreeMap<>();
            letters.pending().forEach((number, letter) -> offsets.put(number, letter.offset()));
            outbound.put(target, offsets);
        });
        return outbound;
    }

    @Override
    public String inscription(QueueName target, long number) {
        var letters = Objects.requireNonNull(state().deadLetters.byTarget().get(target));
        DeadLetterInfo info =
                Objects.requireNonNull(letters.pending().get(number)).info();
        return info.reason() + " " + info.attempts();
    }
}
