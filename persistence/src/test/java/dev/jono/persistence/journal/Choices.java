package dev.jono.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers the question "which of n comes next?"; either every combination of answers in turn, or random ones. */
final class Choices {
    private final List<int[]> path = new ArrayList<>();
    private final @Nullable Random random;
    private int depth;

    private Choices(@Nullable Random random) {
        this.random = random;
    }

    /** Runs once for every combination of answers and returns how many there were. */
    static long exhaust(Consumer<Choices> run) {
        Choices choices = new Choices(null);
        long runs = 0;
        do {
            choices.depth = 0;
            runs++;
            try {
                run.accept(choices);
            } catch (AssertionError failure) {
                throw new AssertionError("run " + runs + ", choices " + choices + ": " + failure.getMessage(), failure);
            }
        } while (choices.advance());
        return runs;
    }

    static Choices random(long seed) {
        return new Choices(new Random(seed));
    }

    /** One of 0 to n - 1. */
    int of(int n) {
        if (random != null) {
            return random.nextInt(n);
        }
        if (depth == path.size()) {
            path.add(new int[] {0, n});
        }
        int[] choice = path.get(depth++);
        if (choice[1] != n) {
            throw new IllegalStateException("the run is not deterministic");
        }
        return choice[0];
    }

    private boolean advance() {
        while (path.size() > depth) {
            path.remove(path.size() - 1);
        }
        while (!path.isEmpty()) {
            int[] last = path.get(path.size() - 1);
            if (++last[0] < last[1]) {
                return true;
            }
            path.remove(path.size() - 1);
        }
        return false;
    }

    @Override
    public String toString() {
        return path.stream().map(choice -> choice[0]).toList().toString();
    }
}
