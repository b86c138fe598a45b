package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.jono.persistence.journal.ModelOwner.Step.Snapshot;
import dev.jono.persistence.journal.ModelOwner.Step.Truncate;
import dev.jono.persistence.journal.ModelOwner.Step.TwoWrites;
import dev.jono.persistence.journal.ModelOwner.Step.Write;
import dev.jono.persistence.journal.ModelRun.Bounds;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Every interleaving, within bounds, of several owners' storage operations, with writes that are lost or arrive late: a confirmed row is
 * never lost, and a history is what was confirmed and whole writes of unknown outcome, in order.
 */
class FencedLogModelTest {
    private static final boolean REREADS = true;
    /** With -Pfull the bounds are wider, and it takes minutes. */
    private static final boolean FULL = "full".equals(System.getProperty("jono.tier"));

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("dev.jono.persistence.journal");

    /** Void rows are the point here, a hundred thousand times. */
    @BeforeAll
    static void silenceAlarms() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void soundAlarms() {
        LOGGER.setLevel(null);
    }

    private static ModelRun twoOwnersWrite(ModelRun run) {
        return run.with(new Write(1), new Write(2)).with(new Write(1));
    }

    private static ModelRun threeOwnersWrite(ModelRun run) {
        return twoOwnersWrite(run).with(new Write(2));
    }

    private static ModelRun twoOwnersWriteOverTheEndOfASegment(ModelRun run) {
        return run.startingAfter(Segments.ROWS - 2)
                .with(new Write(1), new Write(3), new Write(1))
                .with(new Write(3), new Write(1));
    }

    @Test
    void twoOwners() {
        exhaust(new Bounds(4, 2), REREADS, FencedLogModelTest::twoOwnersWrite);
    }

    @Test
    void threeOwners() {
        exhaust(FULL ? new Bounds(4, 0) : new Bounds(3, 0), REREADS, FencedLogModelTest::threeOwnersWrite);
    }

    @Test
    void threeOwnersAndAFailure() {
        exhaust(FULL ? new Bounds(2, 1) : new Bounds(1, 1), REREADS, FencedLogModelTest::threeOwnersWrite);
    }

    @Test
    void snapshotsAndTruncation() {
        exhaust(
                new Bounds(2, 1),
                REREADS,
                run -> run.with(
                                new Write(1),
                                new Snapshot(),
                                new Write(2),
                                new Snapshot(),
                                new Truncate(),
                                new Write(1))
                        .with(new Write(1), new Snapshot(), new Truncate()));
    }

    @Test
    void writesThatHangOverTheirSegment() {
        exhaust(new Bounds(3, 1), REREADS, FencedLogModelTest::twoOwnersWriteOverTheEndOfASegment);
    }

    @Test
    void twoWritesInOneRequest() {
        exhaust(
                new Bounds(3, 1),
                REREADS,
                run -> run.startingAfter(Segments.ROWS - 2)
                        .with(new Write(1), new TwoWrites(2, 1))
                        .with(new TwoWrites(1, 2)));
    }

    static Stream<Arguments> scenariosThatLose() {
        return Stream.of(
                scenario("two owners", new Bounds(4, 2), FencedLogModelTest::twoOwnersWrite),
                scenario("three owners, nothing fails", new Bounds(3, 0), FencedLogModelTest::threeOwnersWrite),
                scenario(
                        "over the end of a segment",
                        new Bounds(3, 0),
                        FencedLogModelTest::twoOwnersWriteOverTheEndOfASegment));
    }

    private static Arguments scenario(String name, Bounds bounds, Function<ModelRun, ModelRun> scenario) {
        return Arguments.of(Named.of(name, bounds), scenario);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenariosThatLose")
    void withoutTheRereadAConfirmedRowIsLost(Bounds bounds, Function<ModelRun, ModelRun> scenario) {
        assertThatThrownBy(() -> exhaust(bounds, !REREADS, scenario))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(ModelRun.LOST);
    }

    private static void exhaust(Bounds bounds, boolean rereads, Function<ModelRun, ModelRun> scenario) {
        long runs =
                Choices.exhaust(choices -> scenario.apply(new ModelRun(choices, new MemoryTables(2), bounds, rereads))
                        .run());
        assertThat(runs).isGreaterThan(1000);
    }
}
