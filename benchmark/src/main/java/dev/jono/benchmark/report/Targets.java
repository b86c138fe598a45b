package dev.jono.benchmark.report;

import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.systems.JonoFigures;
import dev.jono.benchmark.work.Figures;
import dev.jono.benchmark.work.Works;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** What Jono wants to reach beside its peers and by itself. Every value comes from the results. */
final class Targets {
    private static final String TIMES = "%.2f times";
    private static final String PERCENT = "%.0f %%";
    private static final String MILLIS = "%,.0f ms";
    private static final String BYTES = "%,.0f bytes";
    private static final String MESSAGES = "%,.0f messages";
    private static final String EVEN_RATE = Works.LATENCY + "-1000";
    private static final String REMOTE = "jono-remote";
    private static final String SYNCING = Summary.EMBEDDED + "-fsync";
    private static final double MEBIBYTE = 1 << 20;

    private final Summary summary;

    Targets(Summary summary) {
        this.summary = summary;
    }

    /** Returns all of them, in the order of the report. */
    List<Target> all() {
        List<Target> all = new ArrayList<>();
        rates(all);
        latencies(all);
        backlog(all);
        alone(all);
        return all;
    }

    private void rates(List<Target> all) {
        all.add(Target.atLeast(
                "1 KiB, embedded, to the best peer with one queue",
                5,
                summary.ratio(Summary.EMBEDDED, summary.bestPeer()),
                TIMES));
        all.add(Target.atLeast(
                "1 KiB, embedded, to Kafka with four partitions",
                3,
                summary.ratio(Summary.EMBEDDED, summary.bestPartitionedPeer()),
                TIMES));
        all.add(Target.atLeast(
                "1 KiB, embedded, share of the raw driver's bytes a second",
                60,
                scaled(summary.rawLimitShare(Summary.EMBEDDED), 100),
                PERCENT));
        all.add(Target.atLeast(
                "1 KiB, fsync before confirm, to the best peer that does the same",
                4,
                summary.ratio(SYNCING, summary.bestSyncingPeer()),
                TIMES));
        all.add(Target.atLeast(
                "1 KiB, clients in another process, to the best peer with one queue",
                2,
                summary.ratio(REMOTE, summary.bestPeer()),
                TIMES));
    }

    private void latencies(List<Target> all) {
        Predicate<SystemFacts> any = peer -> true;
        evenRate(all, Summary.EMBEDDED, "to the best peer with the same durability or more", any);
        evenRate(all, SYNCING, "fsync before confirm, to the best peer that does the same", SystemFacts::syncsFirst);
        all.add(noWorse(
                "p99 at saturation, to the best peer with one queue",
                Summary.EMBEDDED,
                Summary.HEADLINE,
                Figures.P99,
                any));
        all.add(noWorse(
                "p99 at saturation, fsync before confirm, to the best peer that does the same",
                SYNCING,
                Summary.HEADLINE,
                Figures.P99,
                SystemFacts::syncsFirst));
    }

    private void evenRate(List<Target> all, String system, String among, Predicate<SystemFacts> peers) {
        String at = " at 1,000 messages a second, ";
        all.add(noWorse("p50" + at + among, system, EVEN_RATE, Figures.P50, peers));
        all.add(noWorse("p99" + at + among, system, EVEN_RATE, Figures.P99, peers));
    }

    /** Compares with the lowest figure of any of the peers, whichever has it. */
    private Target noWorse(String what, String system, String work, String figure, Predicate<SystemFacts> peers) {
        OptionalDouble best = summary.results().systems().stream()
                .filter(peer -> peer.role() == Role.PEER)
                .filter(peers)
                .flatMapToDouble(peer -> summary.median(peer.name(), work, figure).stream())
                .min();
        return Target.atMost(what, 1, quotient(summary.median(system, work, figure), best), TIMES);
    }

    private void backlog(List<Target> all) {
        OptionalDouble empty = summary.median(Summary.EMBEDDED, Works.BACKLOG, Figures.SEND_RATE_EMPTY);
        OptionalDouble deep = summary.median(Summary.EMBEDDED, Works.BACKLOG, Figures.SEND_RATE_DEEP);
        OptionalDouble drained = summary.median(Summary.EMBEDDED, Works.BACKLOG, Figures.DRAIN_RATE);
        String depth =
                String.format(Locale.ROOT, "%,d", summary.results().shape().backlog());
        all.add(Target.atLeast(
                "sending at a backlog of " + depth + ", share of the rate at depth 0",
                90,
                scaled(quotient(deep, empty), 100),
                PERCENT));
        all.add(Target.atLeast(
                "draining " + depth + ", share of the live rate",
                80,
                scaled(quotient(drained, summary.rate(Summary.EMBEDDED)), 100),
                PERCENT));
    }

    private void alone(List<Target> all) {
        all.add(Target.atLeast(
                "128 bytes each through a node with a heap of 256 MiB",
                10_000_000,
                summary.median(REMOTE, Probes.SMALL_HEAP, Figures.DEPTH),
                MESSAGES));
        recovery(all, Probes.RECOVERY, 1_000_000, 2_000);
        recovery(all, Probes.RECOVERY_TENFOLD, 10_000_000, 5_000);
        passed(all);
        written(all, 128, JonoFigures.LIVE_128, JonoFigures.BACKLOG_128);
        written(all, 1024, JonoFigures.LIVE_1024, JonoFigures.BACKLOG_1024);
        all.add(new IdleTarget(idle(JonoFigures.CPU_MORE), idle(JonoFigures.CPU_NOISE)).target());
        all.add(Target.atMost(
                "heap of 10,000 idle queues", 50, scaled(idle(JonoFigures.HEAP_OF_QUEUES), 1 / MEBIBYTE), "%,.1f MiB"));
    }

    /** A shallower queue says nothing about the target. */
    private void recovery(List<Target> all, String work, int depth, double millis) {
        OptionalDouble measured = summary.median(Summary.EMBEDDED, work, JonoFigures.RECOVERY);
        boolean deep = summary.median(Summary.EMBEDDED, work, Figures.DEPTH).orElse(0) >= depth;
        all.add(Target.atMost(
                String.format(Locale.ROOT, "recovery of a queue with %,d waiting", depth),
                millis,
                deep ? measured : OptionalDouble.empty(),
                MILLIS));
    }

    /** Recoveries of one queue differ by where a crash falls between two snapshots; the bound leaves room for that, not for growth. */
    private void passed(List<Target> all) {
        boolean many = summary.median(Summary.EMBEDDED, Probes.PASSED, Figures.MESSAGES)
                        .orElse(0)
                >= 10_000_000;
        OptionalDouble fresh = summary.median(Summary.EMBEDDED, Probes.PASSED, JonoFigures.RECOVERY_FRESH);
        OptionalDouble passed = summary.median(Summary.EMBEDDED, Probes.PASSED, JonoFigures.RECOVERY);
        all.add(Target.atMost(
                "recovery after 10,000,000 have passed, to that of a fresh one with the same live messages",
                1.5,
                many ? quotient(passed, fresh) : OptionalDouble.empty(),
                TIMES));
    }

    private void written(List<Target> all, int payload, String... figures) {
        double most = 1.15 * payload + 64;
        for (String figure : figures) {
            all.add(Target.atMost(
                    "bytes bound to writes for a message of " + payload
                            + (figure.startsWith("live") ? " bytes, consumed at once" : " bytes, from a backlog"),
                    most,
                    summary.median(Summary.EMBEDDED, Probes.WRITTEN_BYTES, figure),
                    BYTES));
        }
    }

    /** Fewer queues say nothing about the target. */
    private OptionalDouble idle(String figure) {
        boolean many =
                summary.median(REMOTE, Probes.IDLE_QUEUES, JonoFigures.QUEUES).orElse(0) >= 10_000;
        return many ? summary.median(REMOTE, Probes.IDLE_QUEUES, figure) : OptionalDouble.empty();
    }

    private static OptionalDouble quotient(OptionalDouble one, OptionalDouble other) {
        return one.isPresent() && other.isPresent()
                ? OptionalDouble.of(one.getAsDouble() / other.getAsDouble())
                : OptionalDouble.empty();
    }

    private static OptionalDouble scaled(OptionalDouble value, double factor) {
        return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * factor) : value;
    }
}
