package dev.jono.core;

import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What becomes of what consumers hold that are gone: one left, one was lost, or a process died and all in it. */
final class Departure {
    private final Batch batch;
    private final ReturnRules returns;
    private final Predicate<ConsumerId> gone;
    private final boolean inGoodOrder;

    private Departure(Batch batch, Predicate<ConsumerId> gone, boolean inGoodOrder) {
        this.batch = batch;
        this.returns = new ReturnRules(batch);
        this.gone = gone;
        this.inGoodOrder = inGoodOrder;
    }

    /** Returns the departure that {@code input} is, {@code null} when it is something else. */
    static @Nullable Departure of(Batch batch, Input input) {
        if (input instanceof Input.ConsumerLost lost) {
            return ofLost(batch, lost.consumer());
        } else if (input instanceof Input.ProcessLost lost) {
            return ofProcess(batch, lost.process());
        } else if (input instanceof Input.Client client && client.command() instanceof QueueCommand.Leave leave) {
            return ofLeaving(batch, leave.consumer());
        }
        return null;
    }

    static Departure ofLeaving(Batch batch, ConsumerId consumer) {
        return new Departure(batch, consumer::equals, true);
    }

    static Departure ofLost(Batch batch, ConsumerId consumer) {
        return new Departure(batch, consumer::equals, false);
    }

    static Departure ofProcess(Batch batch, String process) {
        return new Departure(batch, consumer -> consumer.process().equals(process), false);
    }

    /**
     * Begins the departure of who holds more than one commit can end. Each round leaves fewer, because who is gone gets nothing
     * any more.
     *
     * @return whether there is more than one commit can end
     */
    boolean goesInParts() {
        List<Lease> held = held().toList();
        if (held.size() <= Batch.MAX_LEASES) {
            return false;
        }
        forgetConsumers();
        // All of those: the journal row that they wait for would deliver them, to nobody.
        held.stream().filter(lease -> lease.awaitsJournal).forEach(this::end);
        held.stream()
                .filter(lease -> !lease.awaitsJournal)
                .limit(Batch.MAX_LEASES)
                .forEach(this::end);
        return true;
    }

    /** Ends everything that is still held. */
    void decide() {
        held().forEach(this::end);
        forgetConsumers();
    }

    private Stream<Lease> held() {
        return batch.leasing.leases().stream()
                .filter(lease -> gone.test(lease.record.consumer()) && !batch.hasEnded(lease.offset()))
                .sorted(Comparator.comparingLong(Lease::offset));
    }

    private void end(Lease lease) {
        if (inGoodOrder) {
            returns.untried(lease.offset(), batch.state.suspicion(lease.offset()));
        } else {
            returns.crashed(lease);
        }
    }

    private void forgetConsumers() {
        for (ConsumerEntry consumer : batch.leasing.consumers().all()) {
            if (gone.test(consumer.id)) {
                batch.notes.add(new Note.ConsumerGone(consumer.id));
            }
        }
    }
}
