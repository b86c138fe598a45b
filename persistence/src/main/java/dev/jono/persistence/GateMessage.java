package dev.jono.persistence;

import dev.jono.api.actor.QueueInbound;
import dev.jono.core.Input;
import java.util.List;

/** What gate and journal actor say to each other within one node. */
sealed interface GateMessage extends QueueInbound {

    /** To the gate: decide this with the next batch. */
    record Inject(Input input) implements GateMessage {}

    /**
     * To the gate: the oldest batch under way is committed and its effects are done.
     *
     * @param untilNextMillis in how long the queue has something to do by itself; {@code Long.MAX_VALUE} for never
     * @param empty whether the queue is empty of everything
     */
    record Done(long untilNextMillis, boolean empty) implements GateMessage {}

    /**
     * To the gate: the first of the batch's inputs are committed and answered; the rest is still under way.
     *
     * @param inputs how many
     */
    record Answered(int inputs) implements GateMessage {}

    /** To the gate: the catalogue does not know this queue. */
    record NotDeclared() implements GateMessage {}

    /** To itself: time has passed for the queue. */
    record TimeToTick() implements GateMessage {}

    /** To itself: look for commands that have waited too long. */
    record CheckWaiting() implements GateMessage {}

    /** To itself: start the journal actor anew. */
    record Restart() implements GateMessage {}

    /** To itself: nothing has come for a while. */
    record Idle() implements GateMessage {}

    /** To the journal actor: decide and commit this; then say {@link Done}. */
    record Batch(List<Pending> pending) {}

    /** To the journal actor: end the epoch in good order, save a snapshot, and stop. */
    record Finish() {}
}
