package dev.jono.core.model;

import static dev.jono.core.model.Expect.check;

import dev.jono.api.LeaseToken;
import dev.jono.core.model.ModelMessage.ModelLease;

/** What a new owner finds. A lease survives if it was journaled: at the latest when it was 100 ms old. */
final class ModelFailover {
    private final ModelState state;

    ModelFailover(ModelState state) {
        this.state = state;
    }

    void newEpoch(boolean clean, long wallMillis, long monotonicMillis, long holdHeadMillis) {
        for (ModelMessage message : state.messages.values()) {
            restoreLease(message, clean, monotonicMillis);
            check(state.observed.suspicion(message.offset) >= message.suspicion, message.offset + " stays suspect");
            check(
                    !clean || state.observed.suspicion(message.offset) == message.suspicion,
                    "a clean stop suspects nobody");
            message.suspicion = state.observed.suspicion(message.offset);
        }
        state.consumers.clear();
        state.endedHere.clear();
        state.epoch++;
        state.epochBegin = state.nextOffset;
        state.lastDelivery = 0;
        state.promised.clear();
        state.crashed |= !clean;
        check(state.observed.journaledWallMillis() <= state.wall, "no time from the future in the journal");
        state.wall = Math.max(wallMillis, state.observed.journaledWallMillis());
        state.monotonic = monotonicMillis;
        state.headHeldUntil = clean || state.messages.isEmpty() ? Long.MIN_VALUE : state.monotonic + holdHeadMillis;
    }

    private void restoreLease(ModelMessage message, boolean clean, long monotonicMillis) {
        ModelLease inForce = message.lease;
        LeaseToken restored = state.observed.lease(message.offset);
        ModelLease expected = message.journaledLease;
        if (inForce != null) {
            long age = state.monotonic - inForce.grantedMillis;
            boolean isIt = inForce.token.equals(restored);
            check(!(clean || age >= 100) || isIt, "the lease " + inForce.token + " survives");
            check(!isIt || clean || age >= 50 || inForce == expected, inForce.token + " was not to be journaled yet");
            expected = isIt ? inForce : expected;
        }
        for (ModelLease older : message.perhapsJournaled) {
            expected = older.token.equals(restored) ? older : expected;
        }
        if (expected == null || message.dead) {
            check(restored == null, "no lease on " + message.offset + " survives, but: " + restored);
            ModelState.endLease(message);
            return;
        }
        check(expected.token.equals(restored), "the lease " + expected.token + " survives, not " + restored);
        ModelLease lease = new ModelLease(
                expected.token,
                expected.consumer,
                monotonicMillis,
                expected.leaseMillis,
                expected.ofSuspect,
                expected.outside);
        message.lease = lease;
        message.journaledLease = lease;
        message.perhapsJournaled.clear();
    }
}
