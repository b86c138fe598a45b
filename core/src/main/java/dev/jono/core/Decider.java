package dev.jono.core;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes each input of a batch to the rules that it concerns. An input that needs what an earlier one of the batch leaves only
 * when its events are evolved is not taken: it waits for the next batch.
 */
final class Decider {
    private final Batch batch;
    private final SettleRules settles;
    private final ConsumerRules consumers;
    private final Set<ConsumerId> refreshed = new HashSet<>();
    private boolean isFirst = true;
    private boolean isFull;

    Decider(Batch batch) {
        this.batch = batch;
        this.settles = new SettleRules(batch);
        this.consumers = new ConsumerRules(batch);
    }

    /** Tells whether this batch takes the input. */
    boolean takes(Input input) {
        if (isFull || batch.isLarge()) {
            return false;
        }
        if (input instanceof Input.Tick) {
            return isFirst;
        }
        if (standsAlone(input)) {
            return isFirst && batch.isUntouched() && !leasesGoAhead(input) && !departsInParts(input);
        }
        return !(command(input) instanceof QueueCommand.Refresh refresh) || !refreshed.contains(refresh.consumer());
    }

    /**
     * Lets leases go ahead of an input that needs all of them in the journal, when they are more than its own commit can take.
     * Each round leaves fewer, and what is granted meanwhile is bounded by the consumers' credit.
     */
    private boolean leasesGoAhead(Input input) {
        boolean needsLeases = input instanceof Input.EndEpoch || command(input) instanceof QueueCommand.Purge;
        if (!needsLeases || batch.canJournalAllLeases()) {
            return false;
        }
        batch.journalAllLeases();
        return true;
    }

    private boolean departsInParts(Input input) {
        @Nullable Departure departure = Departure.of(batch, input);
        return departure != null && departure.goesInParts();
    }

    /** Decides on an input that this batch takes. */
    @Nullable QueueReply decide(Input input, BiFunction<QueueCommand.Describe, Now, QueueReply> describe) {
        isFirst = false;
        isFull = standsAlone(input);
        if (input instanceof Input.Client client) {
            return batch.state.isDeclared() ? command(client.command(), describe) : unknownQueue();
        } else if (input instanceof Input.Tick) {
            if (batch.state.isDeclared()) {
                new TimeRules(batch).endSessions();
            }
        } else if (input instanceof Input.ConsumerLost lost) {
            Departure.ofLost(batch, lost.consumer()).decide();
        } else if (input instanceof Input.ProcessLost lost) {
            Departure.ofProcess(batch, lost.process()).decide();
        } else if (input instanceof Input.HandOverConfirmed confirmed) {
            handedOver(confirmed);
        } else if (input instanceof Input.Carry carry) {
            new CarryRules(batch).decide(carry);
        } else if (input instanceof Input.Declare declare) {
            if (!batch.state.isDeclared()) {
                batch.events.add(new Event.Declared(declare.key(), declare.settings()));
            }
        } else if (input instanceof Input.BeginEpoch begin) {
            batch.events.add(new Event.EpochStarted(batch.state.epoch + 1, batch.now.wallMillis(), begin.node()));
        } else if (input instanceof Input.EndEpoch) {
            endEpoch();
        } else {
            throw new IllegalArgumentException("An input without a rule: " + input);
        }
        return null;
    }

    /** Tells whether an input is decided in a batch of its own. */
    private static boolean standsAlone(Input input) {
        @Nullable QueueCommand command = command(input);
        return !(command instanceof QueueCommand.Send
                || command instanceof QueueCommand.Settle
                || command instanceof QueueCommand.Refresh);
    }

    private static @Nullable QueueCommand command(Input input) {
        return input instanceof Input.Client client ? client.command() : null;
    }

    private @Nullable QueueReply command(
            QueueCommand command, BiFunction<QueueCommand.Describe, Now, QueueReply> describe) {
        if (command instanceof QueueCommand.Send send) {
            return SendRules.decide(batch, send);
        } else if (command instanceof QueueCommand.Settle settle) {
            return settles.decide(settle);
        } else if (command instanceof QueueCommand.Refresh refresh) {
            refreshed.add(refresh.consumer());
            QueueReply reply = consumers.refresh(refresh);
            isFull = consumers.hasAdopted();
            return reply;
        } else if (command instanceof QueueCommand.Receive receive) {
            return consumers.receive(receive);
        } else if (command instanceof QueueCommand.Leave leave) {
            Departure.ofLeaving(batch, leave.consumer()).decide();
            return QueueReply.Done.INSTANCE;
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
        batch.journalAllLeases();
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

    /** Takes a confirm of what is under way; a repeated one, or one of what was never numbered, changes nothing. */
    private void handedOver(Input.HandOverConfirmed confirmed) {
        DeadLetters letters = batch.state.deadLetters;
        long upTo = confirmed.upToNumber();
        if (upTo >= letters.firstPending(confirmed.target()) && upTo <= letters.last(confirmed.target())) {
            batch.events.add(new Event.HandedOver(confirmed.target(), upTo));
        }
    }

    /** Journals every delivery that was made; what was not delivered yet will not be. */
    private void endEpoch() {
        batch.leasing.unjournaled().awaiting().forEach(lease -> batch.forgetLease(lease.offset()));
        batch.journalAllLeases();
        batch.events.add(new Event.EpochEnded());
    }

    private static QueueReply unknownQueue() {
        return new QueueReply.Failed(Reason.UNKNOWN_QUEUE, "No queue of that name is declared. Declare it first.");
    }
}
