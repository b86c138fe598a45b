package dev.jono.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One random step of a {@link Simulation}: what kind, how much time passes before it, and numbers that the kind makes use of.
 *
 * @param kind what happens
 * @param jumpMillis how much time passes before
 * @param a a number from 0 to 999
 * @param b a number from 0 to 999
 * @param c a number from 0 to 999
 */
record Step(Kind kind, long jumpMillis, int a, int b, int c) {
    enum Kind {
        SEND(20),
        SETTLE(25),
        LATE_SETTLE(5),
        REFRESH(20),
        LATE_REFRESH(4),
        RECEIVE(4),
        LEAVE(2),
        CONSUMER_LOST(3),
        PROCESS_LOST(3),
        CONFIRM(4),
        PURGE(1),
        PAUSE(1),
        RESUME(3),
        SETTINGS(2),
        DESCRIBE(1),
        SNAPSHOT(3),
        READ_ROWS(3),
        CARRY(4),
        CLOCK(2),
        FORGET(5),
        READ(8),
        HOLD(4),
        DEPART(12),
        CRASH(3),
        CRASH_TO_SNAPSHOT(2),
        RESTART(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    private static final long[] JUMPS = {0, 0, 0, 1, 10, 49, 50, 60, 100, 500, 1_000, 2_500, 5_000, 11_000};

    static Step random(Random random) {
        return new Step(
                kind(random),
                JUMPS[random.nextInt(JUMPS.length)],
                random.nextInt(1_000),
                random.nextInt(1_000),
                random.nextInt(1_000));
    }

    static List<Step> random(Random random, int count) {
        List<Step> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            steps.add(random(random));
        }
        return steps;
    }

    private static Kind kind(Random random) {
        int total = 0;
        for (Kind kind : Kind.values()) {
            total += kind.weight;
        }
        int left = random.nextInt(total);
        for (Kind kind : Kind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new AssertionError("The weights do not add up");
    }
}
