package dev.jono.examples;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** One plain line a second, for output that is not a terminal. */
final class PlainProgress implements Progress {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintStream out;
    private final int total;
    private final Rate rate = new Rate();
    private long shownAtNanos = System.nanoTime() - INTERVAL_NANOS;

    PlainProgress(PrintStream out, int total) {
        this.out = out;
        this.total = total;
    }

    @Override
    public void show(Tally tally) {
        long now = System.nanoTime();
        if (now - shownAtNanos >= INTERVAL_NANOS) {
            shownAtNanos = now;
            out.println("sent " + tally.sent() + " of " + total + ", done " + tally.done() + ", redelivered "
                    + tally.redelivered() + ", dead-lettered " + tally.deadLettered() + ", "
                    + rate.perSecond(now, tally.done()) + " msg/s");
        }
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void close() {
        out.flush();
    }
}
