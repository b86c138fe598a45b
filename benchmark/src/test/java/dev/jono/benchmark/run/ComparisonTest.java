package dev.jono.benchmark.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Conditions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of a comparison, and what it does with systems that are missing or fail. */
class ComparisonTest {
    private static final Shape SHAPE = new Shape(List.of("throughput-1024", "queues"), List.of(), 2, 0, 1, 1, 1, 1, 1);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> turns = new ArrayList<>();
    private int written;

    /** A candidate that is never started. */
    private record Named(String name, Optional<String> missing, Optional<String> unfitForQueues) implements Candidate {
        static Named ready(String name) {
            return new Named(name, Optional.empty(), Optional.empty());
        }

        @Override
        public String title() {
            return name;
        }

        @Override
        public Role role() {
            return Role.PEER;
        }

        @Override
        public String durability() {
            return "";
        }

        @Override
        public boolean syncsFirst() {
            return false;
        }

        @Override
        public Optional<String> unfit(String work) {
            return work.equals("queues") ? unfitForQueues : Optional.empty();
        }

        @Override
        public SystemUnderTest start(Site site) {
            throw new UnsupportedOperationException();
        }
    }

    /** A probe of a system of the same name that is never run. */
    private record Single(String work, Optional<String> missing, boolean repeats) implements Probe {
        @Override
        public String system() {
            return work;
        }

        @Override
        public String title() {
            return work;
        }

        @Override
        public Map<String, Double> run(Site site, Conditions conditions) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void systemsTakeTurns() throws Exception {
        compare(true, Named.ready("a"), Named.ready("b"));
        assertThat(turns).containsExactly("a 1 x1", "b 1 x1", "a 2 x1", "b 2 x1");
        assertThat(written).as("results kept").isEqualTo(4);
    }

    @Test
    void withoutTurnsEachDoesAllItsRoundsAfterOneStart() throws Exception {
        compare(false, Named.ready("a"), Named.ready("b"));
        assertThat(turns).containsExactly("a 1 x2", "b 1 x2");
    }

    @Test
    void aMissingSystemIsSkippedWithALineThatSaysHowToInstallIt() throws Exception {
        Comparison comparison = compare(
                true,
                new Named("gone", Optional.of("install it with 'apt-get install gone'"), Optional.empty()),
                Named.ready("b"));
        assertThat(turns).containsExactly("b 1 x1", "b 2 x1");
        assertThat(said()).containsOnlyOnce("skipped: gone: install it with 'apt-get install gone'");
        assertThat(comparison.skipped()).containsEntry("gone", "install it with 'apt-get install gone'");
    }

    @Test
    void aWorkThatASystemCannotDoIsLeftOutAndSaidSo() throws Exception {
        Comparison comparison = compare(true, new Named("a", Optional.empty(), Optional.of("it has no queues")));
        assertThat(comparison.outcomes())
                .extracting(Outcome::work)
                .containsExactly("throughput-1024", "throughput-1024");
        assertThat(comparison.skipped()).containsExactly(Map.entry("a queues", "it has no queues"));
    }

    @Test
    void aFailureIsNotedAndTheOthersGoOn() throws Exception {
        Comparison comparison = compare(true, Named.ready("broken"), Named.ready("b"));
        assertThat(said()).contains("broken, throughput-1024: FAILED: it broke");
        assertThat(comparison.outcomes()).filteredOn(Outcome::hasFailed).hasSize(4);
        assertThat(turns).contains("b 2 x1");
    }

    @Test
    void whatIsDoneOnceIsLeftOutOfLaterRounds() throws Exception {
        Shape shape = new Shape(List.of("throughput-1024", "queues"), List.of("queues"), 3, 0, 1, 1, 1, 1, 1);
        Comparison comparison = compare(true, shape, List.of(), Named.ready("a"));
        assertThat(comparison.outcomes())
                .extracting(outcome -> outcome.round() + " " + outcome.work())
                .containsExactly("1 throughput-1024", "1 queues", "2 throughput-1024", "3 throughput-1024");
    }

    @Test
    void aSystemThatOnlyDoesWhatIsDoneOnceIsStartedOnce() throws Exception {
        Shape shape = new Shape(List.of("queues"), List.of("queues"), 3, 0, 1, 1, 1, 1, 1);
        compare(true, shape, List.of(), Named.ready("a"));
        assertThat(turns).containsExactly("a 1 x1");
    }

    @Test
    void probesComeAfterTheWorksAndOnlySomeAreRepeated() throws Exception {
        compare(
                true,
                SHAPE,
                List.of(
                        new Single("recovery", Optional.empty(), false),
                        new Single("failover", Optional.empty(), true),
                        new Single("core", Optional.of("no JDK"), false)),
                Named.ready("a"));
        assertThat(turns).containsExactly("a 1 x1", "a 2 x1", "recovery 1 x1", "failover 1 x1", "failover 2 x1");
        assertThat(said()).contains("skipped: core core: no JDK");
    }

    @Test
    void aTurnThatBreaksOffIsAFailureOfItsSystemAlone() throws Exception {
        compare(true, Named.ready("exploding"), Named.ready("b"));
        assertThat(said())
                .contains("exploding, throughput-1024: FAILED: The turn broke off: java.io.IOException: torn");
        assertThat(turns).contains("b 2 x1");
    }

    private Comparison compare(boolean interleaving, Candidate... candidates) throws Exception {
        return compare(interleaving, SHAPE, List.of(), candidates);
    }

    private Comparison compare(boolean interleaving, Shape asked, List<Probe> probes, Candidate... candidates)
            throws Exception {
        Comparison comparison = new Comparison(
                List.of(candidates),
                probes,
                asked,
                interleaving,
                (system, firstRound, shape, outcomes) -> {
                    turns.add(system + " " + firstRound + " x" + shape.rounds());
                    if (system.equals("exploding")) {
                        throw new IOException("torn");
                    }
                    for (String work : shape.worksIn(firstRound)) {
                        outcomes.accept(
                                system.equals("broken")
                                        ? Outcome.failed(system, work, firstRound, "it broke")
                                        : new Outcome(system, work, firstRound, Map.of(), ""));
                    }
                },
                new PrintStream(said, true, StandardCharsets.UTF_8));
        comparison.run(() -> written++);
        return comparison;
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
