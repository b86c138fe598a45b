package dev.jono.core.model;

import static dev.jono.core.model.Expect.check;

import dev.jono.api.LeaseToken;
import dev.jono.core.model.ModelMessage.ModelLease;

/** What a new owner finds. A lease survives if it was journaled: at the latest when its delivery had been gone for 100 ms. */
final class ModelFailover {
    private final ModelState state;

    ModelFailover(ModelState state) {
        this.state = state;
    }

    void newEpoch(boolean clean, long wallMillis, long monotonicMillis) {
        for (ModelMessage message : state.messages.values()) {
            restoreLease(message, clean);
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
        state.deliveryNumbers.clear();
        state.lastDeliveries.clear();
        state.promised.clear();
        state.crashed |= !clean;
        check(state.observed.journaledWallMillis() <= state.wall, "no time from the future in the journal");
        state.wall = Math.max(wallMillis, state.observed.journaledWallMillis());
        state.monotonic = monotonicMillis;
        state.headHeldUntil = clean || state.messages.isEmpty() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** It takes commands: leases that have survived begin, and so does the time in which the head is held back. */
    void opened(long holdHeadMillis) {
        for (ModelMessage message : state.messages.values()) {
            if (message.lease != null) {
                message.lease.begin(state.monotonic);
            }
        }
        if (state.isHeadHeld()) {
            state.headHeldUntil = state.monotonic + holdHeadMillis;
        }
    }

    private void restoreLease(ModelMessage message, boolean clean) {
        ModelLease inForce = message.lease;
        LeaseToken restored = state.observed.lease(message.offset);
        ModelLease expected = message.journaledLease;
        if (inForce != null) {
            boolean isIt = inForce.token.equals(restored);
            boolean mustSurvive = clean || inForce.isOlderThan(100, state.monotonic);
            boolean maySurvive = clean || inForce.isOlderThan(50, state.monotonic) || inForce == expected;
            check(!mustSurvive || isIt, "the lease " + inForce.token + " survives");
            check(!isIt || maySurvive, inForce.token + " was not to be journaled yet");
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
                expected.token, expected.consumer, expected.leaseMillis, expected.ofSuspect, expected.outside);
        message.lease = lease;
        message.journaledLease = lease;
        message.perhapsJournaled.clear();
    }
}
