package dev.jono.examples;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/** A progress bar, for a terminal. */
final class BarProgress implements Progress {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SHORTEST_BAR = 5;
    private static final int LONGEST_BAR = 40;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final ProgressBar bar;
    private final Rate rate = new Rate();
    private long ratedAtNanos = System.nanoTime() - INTERVAL_NANOS;
    private long perSecond;

    BarProgress(PrintStream out, int total) {
        this.out = out;
        this.bar = new ProgressBarBuilder()
                .setInitialMax(total)
                .setUpdateIntervalMillis(250)
                .setRenderer(BarProgress::render)
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
        bar.setExtraMessage("sent " + tally.sent() + " done " + tally.done() + " redelivered " + tally.redelivered()
                + " dead-lettered " + tally.deadLettered() + ", " + perSecond + "/s");
        bar.stepTo(tally.settled());
    }

    /** The counts first, and the bar in what is left of the line. */
    private static String render(ProgressState state, int width) {
        String counts = state.getExtraMessage();
        int room = Math.min(LONGEST_BAR, width - counts.length() - 3);
        if (room < SHORTEST_BAR) {
            return counts.substring(0, Math.min(counts.length(), width));
        }
        int filled = (int) (room * state.getCurrent() / Math.max(1, state.getMax()));
        return "[" + "=".repeat(filled) + " ".repeat(room - filled) + "] " + counts;
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
