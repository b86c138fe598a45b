package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.QueueName;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueStatus;
import dev.jono.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Drives a queue and the naive model side by side through random steps, and compares them after each. */
final class Simulation {
    static final QueueKey KEY = new QueueKey(QueueName.of("work"), 0, 1);
    static final Limits LIMITS = new Limits(4, 10_000, 5, 50, 100, 2_500, 2_000, 3);

    private final Function<Queue, Machine> machines;
    private final Commands commands = new Commands();
    private final Carries carries = new Carries();
    private final Model model;
    private final List<Event> journal = new ArrayList<>();
    private final List<Long> ordinals = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private Machine machine;
    private List<RowEntry> wanted = List.of();

    private final HeldBack heldBack = new HeldBack();
    private long ordinal;
    private long wallMillis = 1_000_000;
    private long monotonicMillis = 77;

    /** An image, and how many events it covers. */
    private record Snapshot(QueueImage image, int events) {}

    Simulation(Function<Queue, Machine> machines) {
        this.machines = machines;
        this.machine = machines.apply(Queue.empty(LIMITS));
        this.model = new Model(
                KEY,
                Commands.settings(2),
                LIMITS.maxProducers(),
                LIMITS.sessionMillis(),
                LIMITS.maxConsumers(),
                new Observation(() -> machine, () -> wanted));
        machine.shelf.aheadBytes = 200; // a few rows
        machine.queue.recovered(now());
        run(new Input.Declare(KEY, Commands.settings(2)));
        run(new Input.BeginEpoch("node"));
        machine.queue.opened(now());
    }

    void run(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            try {
                run(steps.get(i));
            } catch (AssertionError e) {
                throw new AssertionError("Step " + i + ", " + steps.get(i) + ": " + e.getMessage(), e);
            } catch (RuntimeException e) { // the queue's own failure, not a finding of the model
                e.addSuppressed(new AssertionError("Step " + i + ", " + steps.get(i)));
                throw e;
            }
        }
        checkReplays();
    }

    private void run(Step step) {
        pass(step.jumpMillis());
        apply(step);
        settleDown();
        model.compare();
        checkStatus();
    }

    Now now() {
        return new Now(wallMillis, monotonicMillis);
    }

    Machine machine() {
        return machine;
    }

    Commands commands() {
        return commands;
    }

    private void pass(long millis) {
        passUnnoticed(millis);
        List<Effect> effects = tick();
        model.pass(wallMillis, monotonicMillis, Set.of());
        perform(effects);
        settleDown();
        model.compare();
    }

    private List<Effect> tick() {
        Outcome outcome = new Outcome();
        decide(List.of(Input.Tick.INSTANCE), outcome);
        return outcome.effects;
    }

    /** Does what is due at once, as the actor's timer would. */
    private void settleDown() {
        for (int i = 0; machine.queue.untilNext(now()) == 0; i++) {
            assertThat(i).as("rounds until nothing is due").isLessThan(20);
            perform(tick());
        }
    }

    /** What became of an input. */
    private static final class Outcome {
        final List<@Nullable QueueReply> replies = new ArrayList<>();
        final List<Event> events = new ArrayList<>();
        final List<Effect> effects = new ArrayList<>();
    }

    private Outcome run(Input input) {
        Outcome outcome = new Outcome();
        decide(List.of(input), outcome);
        assertThat(outcome.replies).as("inputs decided after time had its due").hasSize(1);
        return outcome;
    }

    /** Decides one batch, journals it in one row, and dispatches. */
    private void decide(List<Input> inputs, Outcome outcome) {
        Decision decision = machine.decide(inputs, now());
        ordinal++;
        for (Event event : decision.events()) {
            ordinal += event instanceof Event.Carried ? 1 : 0; // which has a row to itself
            journal.add(event);
            ordinals.add(ordinal);
            machine.evolve(event, ordinal);
        }
        outcome.events.addAll(decision.events());
        outcome.replies.addAll(decision.replies());
        outcome.effects.addAll(noting(machine.dispatch(decision, now())));
    }

    /** Notes what the dispatch would like to have read. */
    private List<Effect> noting(List<Effect> effects) {
        wanted = effects.stream()
                .filter(Effect.Read.class::isInstance)
                .flatMap(read -> ((Effect.Read) read).rows().stream())
                .toList();
        return effects;
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Deliver deliver) {
                for (Effect.Grant grant : deliver.grants()) {
                    model.deliver(
                            deliver.consumer(), grant.offset(), grant.token(), grant.attempt(), grant.leaseMillis());
                }
                heldBack.execute(() -> leave(deliver));
                if (deliver.consumer().value().startsWith("receive")) {
                    model.answered(deliver.consumer(), deliver.grants().isEmpty());
                }
            }
        }
    }

    private void leave(Effect.Deliver deliver) {
        machine.begin(deliver, now());
        for (Effect.Grant grant : deliver.grants()) {
            model.begin(grant.offset(), grant.token());
            commands.delivered(deliver.consumer(), grant);
        }
    }

    // Steps

    private void apply(Step step) {
        switch (step.kind()) {
            case SEND -> ask(commands.send(step), model::send);
            case SETTLE -> {
                QueueCommand.@Nullable Settle settle = commands.settle(step);
                if (settle != null) {
                    ask(settle, model::settle);
                }
            }
            case LATE_SETTLE -> settleLate(step);
            case LATE_REFRESH -> refreshLate(step);
            case REFRESH -> ask(commands.refresh(step, machine.queue.epoch()), this::refreshed);
            case RECEIVE -> receive(commands.receive(step));
            case LEAVE ->
                ask(new QueueCommand.Leave(Commands.consumer(step)), (leave, reply) -> model.leave(leave.consumer()));
            case CONSUMER_LOST -> {
                ConsumerId consumer = Commands.consumer(step);
                Outcome outcome = run(new Input.ConsumerLost(consumer));
                model.consumerLost(consumer);
                perform(outcome.effects);
            }
            case PROCESS_LOST -> {
                String process = Commands.consumer(step).process();
                Outcome outcome = run(new Input.ProcessLost(process));
                model.processLost(process);
                perform(outcome.effects);
            }
            case CONFIRM -> confirm(step);
            case PURGE -> ask(new QueueCommand.Purge(), (purge, reply) -> model.purge(reply));
            case PAUSE -> ask(new QueueCommand.Pause(), (pause, reply) -> model.pause(true));
            case RESUME -> ask(new QueueCommand.Resume(), (resume, reply) -> model.pause(false));
            case SETTINGS ->
                ask(
                        new QueueCommand.ChangeSettings(Commands.settings(step.a())),
                        (change, reply) -> model.settings(change.settings()));
            case DESCRIBE -> ask(new QueueCommand.Describe(), (describe, reply) -> {});
            case SNAPSHOT -> snapshots.add(new Snapshot(machine.image(), journal.size()));
            case READ_ROWS -> carries.read(machine.queue, journal, ordinals, step);
            case CARRY -> carry(step);
            case CLOCK -> {
                wallMillis += (step.a() - 500) * 20L;
                pass(0);
            }
            case FORGET -> {
                machine.shelf.forget(now(), row -> (row.ordinal() + step.a()) % 4 <= step.b() % 4);
                perform(tick());
            }
            case READ -> read(step);
            case HOLD -> heldBack.hold();
            case DEPART -> heldBack.depart(1 + step.a() % 8);
            case CRASH -> recover(step, false, null);
            case CRASH_TO_SNAPSHOT ->
                recover(step, false, snapshots.isEmpty() ? null : snapshots.get(step.a() % snapshots.size()));
            case RESTART -> {
                heldBack.departAll();
                perform(run(new Input.EndEpoch()).effects);
                recover(step, true, snapshots.isEmpty() ? null : snapshots.get(snapshots.size() - 1));
            }
        }
    }

    /** What the model makes of a command and its reply. */
    private interface Judge<C extends QueueCommand> {
        void judge(C command, QueueReply reply);
    }

    private <C extends QueueCommand> void ask(C command, Judge<C> judge) {
        Outcome outcome = run(new Input.Client(command));
        @Nullable QueueReply reply = outcome.replies.get(0);
        assertThat(reply).as("the reply to %s", command).isNotNull();
        judge.judge(command, reply);
        perform(outcome.effects);
    }

    /** What is settled is held still; its time may be up meanwhile. */
    private void settleLate(Step step) {
        QueueCommand.@Nullable Settle settle = commands.settle(step);
        if (settle == null || !settle.settlements().stream().allMatch(this::isHeld)) {
            return;
        }
        passUnnoticed(step.a() * 4L);
        ask(settle, (asked, reply) -> {
            model.pass(wallMillis, monotonicMillis, Commands.settled(asked));
            model.settle(asked, reply);
        });
        pass(0);
    }

    private boolean isHeld(QueueCommand.Settlement settlement) {
        @Nullable Lease lease = machine.queue.leasing().lease(settlement.offset());
        return lease != null && lease.record.token().equals(settlement.token());
    }

    private void refreshLate(Step step) {
        QueueCommand.Refresh refresh = commands.refresh(step, machine.queue.epoch());
        passUnnoticed(step.a() * 4L);
        ask(refresh, (asked, reply) -> {
            model.pass(wallMillis, monotonicMillis, Commands.extended(asked));
            refreshed(asked, reply);
        });
        pass(0);
    }

    private void passUnnoticed(long millis) {
        wallMillis += millis;
        monotonicMillis += millis;
    }

    private void refreshed(QueueCommand.Refresh refresh, QueueReply reply) {
        model.refresh(refresh, reply);
        if (reply instanceof QueueReply.Refreshed answer) {
            heldBack.execute(() -> commands.answered(refresh.consumer(), answer.deliveredUpTo()));
        }
    }

    private void receive(QueueCommand.Receive receive) {
        Outcome outcome = run(new Input.Client(receive));
        model.receive(receive, outcome.replies.get(0));
        perform(outcome.effects);
    }

    private void confirm(Step step) {
        List<QueueName> targets =
                List.copyOf(machine.queue.state().deadLetters.byTarget().keySet());
        if (!targets.isEmpty()) {
            QueueName target = targets.get(step.a() % targets.size());
            long upTo = Math.max(1, machine.queue.state().deadLetters.last(target) - step.b() % 4 + step.c() % 2);
            Outcome outcome = run(new Input.HandOverConfirmed(target, upTo));
            model.handedOver(target, upTo);
            perform(outcome.effects);
        }
    }

    private void carry(Step step) {
        Input.@Nullable Carry carry = carries.next(step);
        if (carry != null) {
            Outcome outcome = run(carry);
            for (Event event : outcome.events) {
                if (event instanceof Event.Carried carried) {
                    model.carried(carried.messages().stream()
                            .map(StoredMessage::offset)
                            .toList());
                }
            }
            perform(outcome.effects);
        }
    }

    /** Some of what is wanted arrives. */
    private void read(Step step) {
        for (RowEntry row : wanted) {
            if ((row.ordinal() + step.a()) % 3 <= step.b() % 3) {
                machine.shelf.read(row.ordinal());
            }
        }
        perform(noting(machine.dispatch(now())));
        perform(tick());
    }

    private void recover(Step step, boolean clean, @Nullable Snapshot from) {
        Queue fresh = from == null ? Queue.empty(LIMITS) : Queue.restore(from.image(), LIMITS);
        machine = machines.apply(fresh);
        replay(machine, from == null ? 0 : from.events());
        machine.shelf.aheadBytes = 200;
        machine.shelf.forget(now(), row -> row.ordinal() % 2 == wallMillis % 2);
        monotonicMillis = 5;
        heldBack.clear();
        fresh.recovered(now());
        Outcome begin = run(new Input.BeginEpoch("node"));
        commands.newEpoch();
        model.newEpoch(clean, wallMillis, monotonicMillis);
        perform(begin.effects);
        passUnnoticed(step.b() % 4 == 0 ? step.c() * 5L : 0); // so long takes the first commit
        fresh.opened(now());
        model.opened(wallMillis, monotonicMillis, LIMITS.refreshMillis());
        settleDown();
        model.pass(
                wallMillis, monotonicMillis, Set.of()); // a message under a lease that was forgotten may be out of time
    }

    // Checks

    private void replay(Machine fresh, int from) {
        for (int i = from; i < journal.size(); i++) {
            fresh.evolve(journal.get(i), ordinals.get(i));
        }
    }

    /** The state rebuilt from the start and from every snapshot equals the live one. */
    private void checkReplays() {
        var live = Canonical.of(machine.queue.image());
        Machine fromStart = machines.apply(Queue.empty(LIMITS));
        replay(fromStart, 0);
        assertThat(Canonical.of(fromStart.queue.image()))
                .as("replay from the start")
                .isEqualTo(live);
        for (Snapshot snapshot : snapshots) {
            Machine fresh = machines.apply(Queue.restore(snapshot.image(), LIMITS));
            replay(fresh, snapshot.events());
            assertThat(Canonical.of(fresh.queue.image()))
                    .as("replay from the snapshot after %s events", snapshot.events())
                    .isEqualTo(live);
        }
    }

    private void checkStatus() {
        QueueStatus status = machine.queue.status(now());
        assertThat(status.depth()).isEqualTo(model.size());
        assertThat(status.ready() + status.delayed() + status.leased() + status.handingOver())
                .isEqualTo(status.depth());
        assertThat(status.bytes() == 0).isEqualTo(status.depth() == 0);
        Exhaustive.check(machine.queue);
    }
}
