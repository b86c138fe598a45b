package dev.jono.core;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Takes each input of a batch to the rules that it concerns. */
final class Decider {
    private final Batch batch;
    private final SettleRules settles;
    private final ConsumerRules consumers;

    Decider(Batch batch) {
        this.batch = batch;
        this.settles = new SettleRules(batch);
        this.consumers = new ConsumerRules(batch);
    }

    /** Tells whether an input is decided in a batch of its own, because what comes after it needs the state it leaves. */
    static boolean standsAlone(Input input) {
        if (input instanceof Input.Client client) {
            QueueCommand command = client.command();
            return !(command instanceof QueueCommand.Send
                    || command instanceof QueueCommand.Settle
                    || command instanceof QueueCommand.Refresh
                    || command instanceof QueueCommand.Receive);
        }
        return !(input instanceof Input.Tick);
    }

    @Nullable QueueReply decide(Input input, BiFunction<QueueCommand.Describe, Now, QueueReply> describe) {
        if (input instanceof Input.Client client) {
            return batch.state.isDeclared() ? command(client.command(), describe) : unknownQueue();
        } else if (input instanceof Input.Tick) {
            if (batch.state.isDeclared()) {
                new TimeRules(batch).endSessions();
            }
        } else if (input instanceof Input.ConsumerLost lost) {
            consumers.lost(lost.consumer());
        } else if (input instanceof Input.ProcessLost lost) {
            consumers.processLost(lost.process());
        } else if (input instanceof Input.HandOverConfirmed confirmed) {
            batch.events.add(new Event.HandedOver(confirmed.target(), confirmed.upToNumber()));
        } else if (input instanceof Input.Declare declare) {
            if (!batch.state.isDeclared()) {
                batch.events.add(new Event.Declared(declare.key(), declare.settings()));
            }
        } else if (input instanceof Input.BeginEpoch begin) {
            batch.events.add(new Event.EpochStarted(batch.state.epoch + 1, batch.now.wallMillis(), begin.node()));
        } else if (input instanceof Input.EndEpoch) {
            batch.journalLeases(batch.leasing.allUnjournaled());
            batch.events.add(new Event.EpochEnded());
        } else {
            throw new IllegalArgumentException("An input without a rule: " + input);
        }
        return null;
    }

    private @Nullable QueueReply command(
            QueueCommand command, BiFunction<QueueCommand.Describe, Now, QueueReply> describe) {
        if (command instanceof QueueCommand.Send send) {
            return SendRules.decide(batch, send);
        } else if (command instanceof QueueCommand.Settle settle) {
            return settles.decide(settle);
        } else if (command instanceof QueueCommand.Refresh refresh) {
            return consumers.refresh(refresh);
        } else if (command instanceof QueueCommand.Receive receive) {
            return consumers.receive(receive);
        } else if (command instanceof QueueCommand.Leave leave) {
            return consumers.leave(leave.consumer());
        } else if (command instanceof QueueCommand.Describe asked) {
            return describe.apply(asked, batch.now);
        } else if (command instanceof QueueCommand.Purge) {
            return purge();
        } else if (command instanceof QueueCommand.Pause) {
            return pause(true);
        } else if (command instanceof QueueCommand.Resume) {
            return pause(false);
        } else if (command instanceof QueueCommand.ChangeSettings change) {
            batch.events.add(new Event.SettingsChanged(change.settings()));
            return QueueReply.Done.INSTANCE;
        }
        throw new IllegalArgumentException("A command without a rule: " + command);
    }

    /** Removes what is not leased; the leases that the journal does not know yet are journaled first, so that it knows. */
    private QueueReply purge() {
        batch.journalLeases(batch.leasing.allUnjournaled());
        long kept = batch.leasing.leased() + batch.state.deadLetters.size();
        batch.events.add(new Event.Purged(batch.state.nextOffset));
        return new QueueReply.Purged(batch.state.depth() - kept);
    }

    private QueueReply pause(boolean paused) {
        if (batch.state.paused != paused) {
            batch.events.add(new Event.PauseChanged(paused));
        }
        return QueueReply.Done.INSTANCE;
    }

    private static QueueReply unknownQueue() {
        return new QueueReply.Failed(Reason.UNKNOWN_QUEUE, "No queue of that name is declared. Declare it first.");
    }
}
