package dev.jono.core.model;

import dev.jono.core.model.ModelMessage.Wait;
import org.jspecify.annotations.Nullable;

/** What becomes of a message whose delivery ended without an ack. */
final class ModelReturns {
    private final ModelState state;
    private final ModelDeadLetters deadLetters;

    ModelReturns(ModelState state, ModelDeadLetters deadLetters) {
        this.state = state;
        this.deadLetters = deadLetters;
    }

    void failed(ModelMessage message, @Nullable Long delayMillis, int suspicion, String reason) {
        int attempts = message.attempts + 1;
        if (attempts >= state.settings.maxAttempts() && state.target().isPresent()) {
            deadLetters.add(message, reason, attempts);
        } else {
            comeBack(message, attempts, delayMillis == null ? backoff(attempts) : delayMillis, suspicion);
        }
    }

    void untried(ModelMessage message, int suspicion) {
        comeBack(message, message.attempts, 0, suspicion);
    }

    void comeBack(ModelMessage message, int attempts, long waitMillis, int suspicion) {
        ModelState.endLease(message);
        if (state.hasOutlivedItsTime(message)) {
            expire(message, attempts);
            return;
        }
        message.attempts = attempts;
        message.suspicion = suspicion;
        message.delay = waitMillis > 0 ? Wait.of(state.wall, waitMillis) : null;
        if (message.offset < state.epochBegin) {
            state.endedHere.add(message.offset);
        }
    }

    long backoff(int attempts) {
        return state.settings.backoff().delayAfter(attempts, 0).toMillis();
    }

    void expire(ModelMessage message, int attempts) {
        if (state.settings.deadLetterExpired() && state.target().isPresent()) {
            deadLetters.add(message, "expired", attempts);
        } else {
            state.messages.remove(message.offset);
        }
    }
}
