package dev.jono.benchmark.run;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.system.Candidate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The order of a comparison: which system does which round when, and what came of it. */
public final class Comparison {
    private final List<Candidate> candidates;
    private final List<Probe> probes;
    private final Shape shape;
    private final boolean interleaving;
    private final Turns turns;
    private final PrintStream out;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    /** Does one turn. */
    @FunctionalInterface
    public interface Turns {
        /** Starts the system, does the work, stops it, and tells of each outcome when it is known. */
        void run(String system, int firstRound, Shape shape, Consumer<Outcome> outcomes)
                throws IOException, InterruptedException;
    }

    /**
     * Prepares a comparison.
     *
     * @param probes what is measured of one system alone, after the works that all are given
     * @param interleaving whether the systems take turns (A B C A B C), so that a slow minute of the machine is spread over
     *     all of them; otherwise each does all its rounds after one start
     */
    public Comparison(
            List<Candidate> candidates,
            List<Probe> probes,
            Shape shape,
            boolean interleaving,
            Turns turns,
            PrintStream out) {
        this.candidates = candidates;
        this.probes = probes;
        this.shape = shape;
        this.interleaving = interleaving;
        this.turns = turns;
        this.out = out;
    }

    /** Returns the turns of real systems, each in a process of its own. */
    public static Turns inProcesses(Path folder) {
        return new Driver(folder)::run;
    }

    /** What is done after each turn. */
    @FunctionalInterface
    public interface AfterTurn {
        void run() throws IOException;
    }

    /** Does everything. A system that fails is noted and the others go on. */
    public void run(AfterTurn afterTurn) throws IOException, InterruptedException {
        List<Candidate> present = present();
        int starts = interleaving ? shape.rounds() : 1;
        int roundsEach = interleaving ? 1 : shape.rounds();
        for (int start = 0; start < starts; start++) {
            int firstRound = 1 + start * roundsEach;
            for (Candidate candidate : present) {
                Shape asked = shape.with(fitting(candidate), roundsEach);
                if (!asked.worksIn(firstRound).isEmpty()) {
                    turn(candidate.name(), firstRound, asked);
                    afterTurn.run();
                }
            }
        }
        for (Probe probe : probes) {
            probe.missing().ifPresent(why -> skip(probe.system() + " " + probe.work(), why));
            int rounds = probe.missing().isPresent() ? 0 : probe.repeats() ? shape.rounds() : 1;
            for (int round = 1; round <= rounds; round++) {
                turn(probe.system(), round, shape.with(List.of(probe.work()), 1));
                afterTurn.run();
            }
        }
    }

    private void turn(String system, int firstRound, Shape asked) throws InterruptedException {
        try {
            turns.run(system, firstRound, asked, this::note);
        } catch (IOException | RuntimeException failure) {
            note(Outcome.failed(system, asked.works().get(0), firstRound, "The turn broke off: " + failure));
        }
    }

    /** Returns every outcome, in the order of the measurements. */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Returns what was left out, and why: a system's name, or a system's and a work's. */
    public Map<String, String> skipped() {
        return new LinkedHashMap<>(skipped);
    }

    private List<Candidate> present() {
        List<Candidate> present = new ArrayList<>();
        for (Candidate candidate : candidates) {
            candidate.missing().ifPresentOrElse(how -> skip(candidate.name(), how), () -> present.add(candidate));
        }
        return present;
    }

    private List<String> fitting(Candidate candidate) {
        List<String> fitting = new ArrayList<>();
        for (String work : shape.works()) {
            candidate
                    .unfit(work)
                    .ifPresentOrElse(why -> skip(candidate.name() + " " + work, why), () -> fitting.add(work));
        }
        return fitting;
    }

    private void skip(String what, String why) {
        if (skipped.put(what, why) == null) {
            out.println("skipped: " + what + ": " + why);
        }
    }

    private void note(Outcome outcome) {
        outcomes.add(outcome);
        out.println("round " + outcome.round() + ", " + outcome.system() + ", " + outcome.work() + ": "
                + OutcomeText.of(outcome));
    }
}
