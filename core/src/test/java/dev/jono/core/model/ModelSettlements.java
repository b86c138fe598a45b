package dev.jono.core.model;

import static dev.jono.core.model.Expect.check;

import dev.jono.api.LeaseToken;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult.Kind;
import dev.jono.core.model.ModelMessage.ModelLease;
import java.util.ArrayList;
import java.util.List;

/** What becomes of settlements. */
final class ModelSettlements {
    private final ModelState state;
    private final ModelReturns returns;
    private final ModelDeadLetters deadLetters;

    ModelSettlements(ModelState state, ModelReturns returns, ModelDeadLetters deadLetters) {
        this.state = state;
        this.returns = returns;
        this.deadLetters = deadLetters;
    }

    void settle(QueueCommand.Settle settle, QueueReply reply) {
        List<Kind> expected = new ArrayList<>();
        for (QueueCommand.Settlement settlement : settle.settlements()) {
            expected.add(settle(settlement));
        }
        List<Kind> answered = ((QueueReply.Settled) reply)
                .results().stream().map(QueueReply.SettleResult::kind).toList();
        check(answered.equals(expected), "settled as " + expected + ", not " + answered);
    }

    Kind settle(QueueCommand.Settlement settlement) {
        LeaseToken token = settlement.token();
        if (!state.canBeOurs(settlement.offset(), token)) {
            return Kind.LEASE_LOST;
        }
        ModelMessage message = state.messages.get(settlement.offset());
        if (message == null || message.dead) {
            return Kind.ALREADY_SETTLED;
        }
        if (!maySettle(message, token, settlement.outcome())) {
            return Kind.LEASE_LOST;
        }
        carryOut(message, settlement.outcome());
        return Kind.DONE;
    }

    private boolean maySettle(ModelMessage message, LeaseToken token, QueueCommand.Outcome outcome) {
        ModelLease lease = message.lease;
        if (lease != null && lease.token.equals(token)) {
            return true;
        }
        boolean supersedes =
                lease == null ? !state.endedHere.contains(message.offset) : token.compareTo(lease.token) > 0;
        boolean countsNothing = outcome instanceof QueueCommand.Ack || message.attempts == 0;
        return token.epoch() < state.epoch
                && supersedes
                && countsNothing
                && !(outcome instanceof QueueCommand.Extend)
                && ModelState.wasReadyBefore(message);
    }

    private void carryOut(ModelMessage message, QueueCommand.Outcome outcome) {
        if (outcome instanceof QueueCommand.Ack) {
            state.messages.remove(message.offset);
        } else if (outcome instanceof QueueCommand.Nack nack) {
            returns.failed(message, nack.delay() == null ? null : nack.delay().toMillis(), 0, "max-attempts");
        } else if (outcome instanceof QueueCommand.Reject) {
            if (state.target().isPresent()) {
                deadLetters.add(message, "rejected", message.attempts + 1);
            } else {
                returns.comeBack(message, message.attempts + 1, returns.backoff(message.attempts + 1), 0);
            }
        } else if (outcome instanceof QueueCommand.GiveBack) {
            returns.untried(message, message.suspicion);
        } else if (outcome instanceof QueueCommand.Extend extend && message.lease != null) {
            message.lease.deadlineMillis = Math.max(
                    message.lease.deadlineMillis,
                    state.monotonic + extend.lease().toMillis());
        }
    }
}
