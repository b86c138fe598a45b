package dev.jono.benchmark.peers;

import static dev.jono.benchmark.peers.Traffic.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jono.benchmark.run.Candidates;
import dev.jono.benchmark.system.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the harness relies on of every queue that it compares, Jono among them. */
@ParameterizedClass(name = "{0}")
@MethodSource("candidates")
class SystemContractIT {
    /** The other Jonos share its adapter. */
    private static final String JONO = "jono-embedded";

    private static final int MESSAGES = 200;
    private static final int BACKLOG = 2_000;
    private static final int CONSUMERS = 4;

    private final Started started;

    SystemContractIT(Started started) {
        this.started = started;
    }

    static Stream<Started> candidates() {
        return Candidates.all().stream()
                .filter(candidate -> candidate.role() != Role.LIMIT)
                .filter(candidate ->
                        candidate.role() != Role.JONO || candidate.name().equals(JONO))
                .map(Started::new);
    }

    @BeforeParameterizedClassInvocation
    static void start(Started started, @TempDir Path folder) throws Exception {
        started.start(folder);
    }

    @AfterParameterizedClassInvocation
    static void stop(Started started) {
        started.stop();
    }

    /** For each test, not once before all: then no report would tell that they were skipped. */
    @BeforeEach
    void isInstalled() {
        assumeTrue(
                started.candidate().missing().isEmpty(),
                () -> started + ": " + started.candidate().missing().orElseThrow());
    }

    @AfterEach
    void nothingHasFailed() {
        started.alarm().check();
    }

    @Test
    void whatIsSentArrivesOnceAndIsConfirmedAndAcked() throws Exception {
        List<Traffic> two = started.declare(2);
        Traffic consumed = two.get(0);
        consumed.consume();
        started.system().awaitConsumers();
        two.get(1).send(MESSAGES);
        consumed.send(MESSAGES);
        consumed.awaitAll();
        consumed.endConsumers();
    }

    @Test
    void whatWasSentBeforeThereIsAConsumerArrives() throws Exception {
        Traffic traffic = declared();
        traffic.send(MESSAGES);
        traffic.consume();
        traffic.awaitAll();
        traffic.endConsumers();
    }

    @Test
    void aConsumerThatHasEndedGetsNothingMoreAndTheNextOneGoesOn() throws Exception {
        Traffic traffic = declared();
        Receiver first = traffic.consume();
        traffic.send(MESSAGES);
        traffic.awaitAll();
        first.end();
        traffic.send(MESSAGES);
        Receiver second = traffic.consume();
        traffic.awaitAll();
        assertThat(first.arrived()).as("the ended consumer's, %s", started).hasSize(MESSAGES);
        assertThat(second.arrived()).containsExactlyInAnyOrderElementsOf(numbers(MESSAGES, 2 * MESSAGES));
        second.end();
    }

    @Test
    void aQueueWorksRightAfterAnotherWhoseConsumersHaveEnded() throws Exception {
        Traffic backlog = declared();
        backlog.send(MESSAGES);
        backlog.consume(CONSUMERS);
        backlog.awaitAll();
        backlog.endConsumers();

        Traffic next = declared();
        next.consume(CONSUMERS);
        started.system().awaitConsumers();
        next.send(MESSAGES);
        next.awaitAll();
        next.endConsumers();
    }

    @Test
    void aConsumerThatEndsAmidMessagesHandlesNothingMore() throws Exception {
        Traffic traffic = declared();
        traffic.send(BACKLOG);
        Receiver first = traffic.consume();
        traffic.awaitThat(() -> assertThat(first.arrived()).isNotEmpty());
        first.end();
        int handled = first.arrived().size();
        traffic.send(MESSAGES);
        Receiver second = traffic.consume();
        traffic.awaitArrivals();
        assertThat(first.arrived()).as("the ended consumer's, %s", started).hasSize(handled);
        second.end();
    }

    private Traffic declared() throws Exception {
        return started.declare(1).get(0);
    }
}
