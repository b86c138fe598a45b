package dev.jono.examples;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar, for a terminal. */
final class BarProgress implements Progress {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final ProgressBar bar;
    private final Rate rate = new Rate();
    private long ratedAtNanos = System.nanoTime() - INTERVAL_NANOS;
    private long perSecond;

    BarProgress(PrintStream out, int total) {
        this.out = out;
        this.bar = new ProgressBarBuilder()
                .setTaskName("Verified")
                .setInitialMax(total)
                .setUpdateIntervalMillis(250)
                .hideEta()
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .build();
    }

    @Override
    public void show(Tally tally) {
        long now = System.nanoTime();
        if (now - ratedAtNanos >= INTERVAL_NANOS) {
            ratedAtNanos = now;
            perSecond = rate.perSecond(now, tally.done());
        }
        bar.setExtraMessage("sent " + tally.sent() + ", done " + tally.done() + ", redelivered " + tally.redelivered()
                + ", dead-lettered " + tally.deadLettered() + ", " + perSecond + " msg/s");
        bar.stepTo(tally.settled());
    }

    /** Takes the bar's line; the bar draws itself again below. */
    @Override
    public void say(String line) {
        out.println(CLEAR_LINE + line);
    }

    @Override
    public void close() {
        bar.close();
    }
}
