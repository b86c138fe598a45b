package dev.jono.api.actor;

import dev.jono.api.QueueName;
import java.util.concurrent.atomic.AtomicLong;

/** Names of the actors that the client starts: one word for what they are, the queue, and a number. */
final class Names {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private Names() {}

    static String next(String what, QueueName queue) {
        return what + "-" + queue + "-" + NUMBERS.incrementAndGet();
    }
}
