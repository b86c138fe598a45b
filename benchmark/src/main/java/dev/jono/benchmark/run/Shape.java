package dev.jono.benchmark.run;

import java.util.ArrayList;
import java.util.List;

/**
 * What a comparison asks of every system alike.
 *
 * @param works the names of the works, in their order
 * @param once those of them that are done in the first round only
 * @param rounds how often the others are done
 * @param warmupSeconds how long a system is driven after each start before anything counts
 * @param seconds how long a timed work sends
 * @param window the most sends unconfirmed at once
 * @param consumers how many consumers share a queue
 * @param backlog how many messages pile up in the backlog work
 * @param queues how many queues the work on many queues has
 */
public record Shape(
        List<String> works,
        List<String> once,
        int rounds,
        int warmupSeconds,
        int seconds,
        int window,
        int consumers,
        int backlog,
        int queues) {
    /** What is compiled on a first queue alone is compiled anew with the next one (ADR 0035). */
    public static final int WARMUP_SECONDS_A_QUEUE = 20;

    public Shape {
        works = List.copyOf(works);
        once = List.copyOf(once);
    }

    /** Returns the works of a round. */
    List<String> worksIn(int round) {
        return works.stream().filter(work -> round == 1 || !once.contains(work)).toList();
    }

    /** Returns for how many seconds each queue of the warm-up is driven, one after the other. */
    List<Integer> warmups() {
        List<Integer> each = new ArrayList<>();
        for (int left = warmupSeconds; left > 0; left -= WARMUP_SECONDS_A_QUEUE) {
            each.add(Math.min(WARMUP_SECONDS_A_QUEUE, left));
        }
        return each;
    }

    /** Returns this shape with other works and rounds. */
    Shape with(List<String> otherWorks, int otherRounds) {
        return new Shape(otherWorks, once, otherRounds, warmupSeconds, seconds, window, consumers, backlog, queues);
    }
}
