package dev.jono.core;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of settlements. An ack is taken unless a newer token was issued, or a nack or an expiry ended that delivery; an
 * ack of a message that is gone is a success, so that acks can be repeated through a failover.
 */
final class SettleRules {
    private final Batch batch;
    private final ReturnRules returns;

    SettleRules(Batch batch) {
        this.batch = batch;
        this.returns = new ReturnRules(batch);
    }

    QueueReply decide(QueueCommand.Settle settle) {
        List<SettleResult> results = new ArrayList<>(settle.settlements().size());
        for (QueueCommand.Settlement settlement : settle.settlements()) {
            results.add(new SettleResult(settlement.token(), decide(settlement)));
        }
        return new QueueReply.Settled(batch.state.key(), results);
    }

    private SettleResult.Kind decide(QueueCommand.Settlement settlement) {
        long offset = settlement.offset();
        LeaseToken token = settlement.token();
        if (!batch.canBeOurs(offset, token)) {
            return SettleResult.Kind.LEASE_LOST;
        }
        if (batch.isDone(offset)) {
            return SettleResult.Kind.ALREADY_SETTLED;
        }
        if (batch.hasEnded(offset) || !mayStillSettle(offset, token, settlement.outcome())) {
            return SettleResult.Kind.LEASE_LOST;
        }
        carryOut(offset, settlement.outcome());
        return SettleResult.Kind.DONE;
    }

    private boolean mayStillSettle(long offset, LeaseToken token, QueueCommand.Outcome outcome) {
        boolean isOlder = token.epoch() < batch.state.epoch;
        @Nullable Lease lease = batch.lease(offset);
        if (lease != null) {
            LeaseToken inForce = lease.record.token();
            boolean isIt = token.equals(inForce) && !lease.awaitsJournal;
            return isIt || (isOlder && token.compareTo(inForce) > 0 && mayCountUnjournaled(offset, outcome));
        }
        return isOlder && !batch.leasing.hasEndedHere(offset) && mayCountUnjournaled(offset, outcome);
    }

    /**
     * Tells whether to settle with a token of an earlier epoch that the journal does not know: its lease was granted just
     * before the failover, or its delivery ended in that epoch. An ack says either way that the work is done. Anything else
     * might be the repeat of what was counted already, when something was.
     */
    private boolean mayCountUnjournaled(long offset, QueueCommand.Outcome outcome) {
        if (!batch.state.ready.contains(offset) || outcome instanceof QueueCommand.Extend) {
            return false;
        }
        return outcome instanceof QueueCommand.Ack || batch.state.attempts.of(offset) == 0;
    }

    private void carryOut(long offset, QueueCommand.Outcome outcome) {
        if (outcome instanceof QueueCommand.Ack) {
            batch.ack(offset);
        } else if (outcome instanceof QueueCommand.Nack nack) {
            @Nullable Long delay = nack.delay() == null ? null : nack.delay().toMillis();
            returns.failed(offset, delay, nack.error(), Suspicion.NONE);
        } else if (outcome instanceof QueueCommand.Reject reject) {
            returns.rejected(offset, reject.reason());
        } else if (outcome instanceof QueueCommand.GiveBack) {
            returns.untried(offset, batch.state.suspicion(offset));
        } else if (outcome instanceof QueueCommand.Extend extend) {
            batch.notes.add(new Note.Extended(
                    offset, batch.now.monotonicMillis() + extend.lease().toMillis()));
        } else {
            throw new IllegalArgumentException("An outcome without a rule: " + outcome);
        }
    }
}
