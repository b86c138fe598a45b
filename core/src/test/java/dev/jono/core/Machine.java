package dev.jono.core;

import java.util.List;

/** A queue as a {@link Simulation} drives it; the planted bugs sit in between. */
class Machine {
    final Queue queue;
    final Shelf shelf;

    Machine(Queue queue) {
        this.queue = queue;
        this.shelf = new Shelf(queue);
    }

    Decision decide(List<Input> inputs, Now now) {
        return queue.decide(inputs, now);
    }

    void evolve(Event event, long ordinal) {
        queue.evolve(event, ordinal);
    }

    List<Effect> dispatch(Decision decision, Now now) {
        return queue.dispatch(decision, shelf, now);
    }

    List<Effect> dispatch(Now now) {
        return queue.dispatch(shelf, now);
    }

    void begin(Effect.Deliver deliver, Now now) {
        queue.begin(deliver, now);
    }

    QueueImage image() {
        return queue.image();
    }
}
