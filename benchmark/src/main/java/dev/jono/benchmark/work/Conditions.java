package dev.jono.benchmark.work;

import dev.jono.benchmark.system.Alarm;
import java.time.Duration;

/**
 * What is the same for every system in a comparison.
 *
 * @param window the most sends unconfirmed at once
 * @param consumers how many consumers share a queue
 * @param warmupSeconds how long a system is driven before anything counts
 * @param seconds how long a timed work sends
 * @param backlog how many messages pile up in the backlog work
 * @param queues how many queues the work on many queues has
 * @param patience how long nothing may happen until a work is given up
 * @param alarm says what broke in the system
 */
public record Conditions(
        int window,
        int consumers,
        int warmupSeconds,
        int seconds,
        int backlog,
        int queues,
        Duration patience,
        Alarm alarm) {}
