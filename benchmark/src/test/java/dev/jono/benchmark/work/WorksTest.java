package dev.jono.benchmark.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.BenchmarkException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The works, on a system that does everything at once. */
class WorksTest {
    @ParameterizedTest
    @ValueSource(strings = {"throughput-24", "throughput-16384", "latency-1000", "backlog", "queues"})
    void everyWorkIsDoneAndNamedAsItWasAsked(String name) throws Exception {
        Work work = Works.of(name);
        assertThat(work.name()).isEqualTo(name);
        Map<String, Double> figures = work.run(FakeSystem.sound(), FlowTest.conditions(new Alarm()), "run");
        assertThat(figures.get(Figures.MESSAGES)).isPositive();
        assertThat(figures.get(Figures.REDELIVERED)).isZero();
    }

    @Test
    void theBacklogIsSentBeforeAnythingIsConsumed() throws Exception {
        Map<String, Double> figures =
                Works.of("backlog").run(FakeSystem.sound(), FlowTest.conditions(new Alarm()), "run");
        assertThat(figures)
                .containsEntry(Figures.DEPTH, 100.0)
                .containsKeys(Figures.SEND_RATE_EMPTY, Figures.SEND_RATE_DEEP, Figures.DRAIN_RATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throughput-128", "latency-1000"})
    void nothingCountsUntilEveryConsumerHasGotAMessage(String name) throws Exception {
        FakeSystem slow = FakeSystem.sound().othersLateUntil(200);
        Map<String, Double> figures = Works.of(name).run(slow, FlowTest.conditions(new Alarm()), "run");
        assertThat(slow.sentBeforeAwaiting()).isZero();
        assertThat(slow.sentBeforeWhatCounts()).isGreaterThan(200);
        assertThat(figures).containsEntry(Figures.MESSAGES, (double) slow.sent() - slow.sentBeforeWhatCounts());
        assertThat(figures.get(Figures.REDELIVERED)).isZero();
    }

    @Test
    void aConsumerThatNeverGetsAMessageFailsTheWork() {
        FakeSystem lonely = FakeSystem.sound().othersLateUntil(Long.MAX_VALUE);
        assertThatThrownBy(() -> Works.of("throughput-128").run(lonely, FlowTest.conditions(new Alarm()), "run"))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("Of 4 consumers only 1 got a message");
    }

    @Test
    void drainingCountsFromWhenAllConsumersAreAtWork() {
        Flow.Start first = new Flow.Start(10, 0);
        Flow.Start early = new Flow.Start(20, 50);
        Flow.Start late = new Flow.Start(30, 51);
        assertThat(Backlog.drainStart(List.of(first, early), 2, 100)).isEqualTo(early);
        assertThat(Backlog.drainStart(List.of(first, late), 2, 100))
                .as("one that comes when more than half is done")
                .isEqualTo(first);
        assertThat(Backlog.drainStart(List.of(first, early), 3, 100))
                .as("one that got nothing")
                .isEqualTo(first);
    }

    @Test
    void aFaultFailsTheWork() {
        FakeSystem losing = new FakeSystem((nth, payload) -> nth == 5 ? List.of() : List.of(payload));
        assertThatThrownBy(() -> Works.of("queues").run(losing, FlowTest.conditions(new Alarm()), "run"))
                .isInstanceOf(BenchmarkException.class);
    }

    @Test
    void latencyCountsFromWhenAMessageShouldHaveBeenSent() throws Exception {
        // Holds the sender up once, for 300 ms: at 1,000 a second that delays some 300 messages behind it, too.
        FakeSystem stalling = new FakeSystem((nth, payload) -> {
            if (nth == 600) {
                stall();
            }
            return List.of(payload);
        });
        Map<String, Double> figures = Works.of("latency-1000").run(stalling, FlowTest.conditions(new Alarm()), "run");
        assertThat(figures.get(Figures.P99)).isGreaterThan(200_000);
    }

    @Test
    void anUnknownWorkIsRefused() {
        assertThatThrownBy(() -> Works.of("sleep")).hasMessage("There is no work 'sleep'.");
    }

    private static void stall() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
