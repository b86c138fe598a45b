package dev.jono.benchmark.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.ParentWatch;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Work;
import dev.jono.benchmark.work.Works;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The process of one turn: starts the system, drives it, and prints each {@link Outcome} as one line of JSON. A process of its
 * own for each turn gives every system the same fresh JVM, and keeps one system's threads and classes from another's figures.
 */
final class DriverMain {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Work WARMUP = Works.of(Works.THROUGHPUT + "-1024");

    private final Turn turn;
    private final PrintStream out;
    private final Alarm alarm = new Alarm();

    private DriverMain(Turn turn, PrintStream out) {
        this.turn = turn;
        this.out = out;
    }

    /** Takes a turn as JSON. */
    public static void main(String[] arguments) throws Exception {
        ParentWatch.start();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // What libraries print belongs into the log.
        System.setOut(System.err);
        boolean worked = new DriverMain(new ObjectMapper().readValue(arguments[0], Turn.class), out).run();
        // Threads that a library leaves behind are not waited for.
        System.exit(worked ? 0 : 1);
    }

    /** Returns whether nothing failed; whatever does, is told. */
    private boolean run() throws IOException {
        Optional<Probe> probe = Probes.find(turn.system(), turn.shape().works().get(0));
        return probe.isPresent()
                ? probe(probe.get(), site(Duration.ZERO))
                : system(site(Duration.ofSeconds(turn.shape().warmupSeconds())));
    }

    private Site site(Duration warmup) {
        return new Site(Path.of(turn.folder()), alarm, warmup);
    }

    private boolean probe(Probe probe, Site site) throws IOException {
        try {
            Map<String, Double> figures =
                    probe.run(site, conditions(turn.shape().seconds()));
            tell(new Outcome(probe.system(), probe.work(), turn.firstRound(), figures, ""));
            return true;
        } catch (Exception | LinkageError failure) {
            failure.printStackTrace(); // goes to the turn's log
            tell(Outcome.failed(probe.system(), probe.work(), turn.firstRound(), text(failure)));
            return false;
        }
    }

    private boolean system(Site site) throws IOException {
        try (SystemUnderTest system = Candidates.named(turn.system()).start(site)) {
            warmUp(system);
            return rounds(system, system.about());
        } catch (Exception | LinkageError failure) {
            failure.printStackTrace(); // goes to the turn's log
            tell(Outcome.failed(turn.system(), "start", turn.firstRound(), text(failure)));
            return false;
        }
    }

    private void warmUp(SystemUnderTest system) throws Exception {
        int queue = 0;
        for (int seconds : turn.shape().warmups()) {
            WARMUP.run(system, conditions(seconds), "warmup-" + ++queue);
        }
    }

    /** Works until something fails: what comes after that in the same turn would say little. */
    private boolean rounds(SystemUnderTest system, Map<String, String> about) throws IOException {
        for (int round = 0; round < turn.shape().rounds(); round++) {
            int number = turn.firstRound() + round;
            for (String work : turn.shape().worksIn(number)) {
                Outcome outcome = run(system, Works.of(work), number, about);
                tell(outcome);
                if (outcome.hasFailed()) {
                    return false;
                }
            }
        }
        return true;
    }

    private Outcome run(SystemUnderTest system, Work work, int round, Map<String, String> about) {
        try {
            Cost before = Cost.of(system);
            Map<String, Double> figures =
                    work.run(system, conditions(turn.shape().seconds()), work.name() + "-" + round);
            return new Outcome(
                    turn.system(), work.name(), round, Cost.of(system).addedTo(figures, before), "", about);
        } catch (Exception failure) {
            failure.printStackTrace(); // goes to the turn's log
            return Outcome.failed(turn.system(), work.name(), round, text(failure));
        }
    }

    private Conditions conditions(int seconds) {
        Shape shape = turn.shape();
        return new Conditions(
                shape.window(),
                shape.consumers(),
                shape.warmupSeconds(),
                seconds,
                shape.backlog(),
                shape.queues(),
                PATIENCE,
                alarm);
    }

    private void tell(Outcome outcome) throws IOException {
        out.println(new ObjectMapper().writeValueAsString(outcome));
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
