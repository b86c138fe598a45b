package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProcessFenceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ProcessFence fence = new ProcessFence(Duration.ofMillis(100), Duration.ofSeconds(5), nanos::get);
    private final List<String> told = new ArrayList<>();

    @Test
    void staysOpenWhileItTicks() {
        for (int tick = 0; tick < 100; tick++) {
            nanos.addAndGet(Duration.ofSeconds(4).toNanos());
            fence.tick();
        }
        assertThatCode(fence::check).doesNotThrowAnyException();
        assertThat(fence.reason()).isNull();
    }

    @Test
    void aSleepTripsItBeforeTheTickerRunsAgain() {
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThatThrownBy(fence::check)
                .isInstanceOf(FenceTrippedException.class)
                .hasMessageContaining("slept for 6000 ms");
        fence.tick();
        assertThatThrownBy(fence::check).isInstanceOf(FenceTrippedException.class);
    }

    @Test
    void theTickerNoticesASleep() {
        fence.onTrip(told::add);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        fence.tick();
        assertThat(told).hasSize(1);
    }

    @Test
    void theFirstReasonCountsAndIsToldOnce() {
        fence.onTrip(reason -> {
            throw new IllegalStateException("planted");
        });
        fence.onTrip(told::add);
        fence.trip("downed");
        fence.trip("removed");
        fence.onTrip(told::add);
        assertThat(told).containsExactly("downed", "downed");
        assertThat(fence.reason()).isEqualTo("downed");
    }

    @Test
    void ticksByItselfUntilItIsClosed() {
        AtomicLong looks = new AtomicLong();
        try (ProcessFence ticking = new ProcessFence(Duration.ofMillis(1), Duration.ofDays(1), () -> {
            looks.incrementAndGet();
            return System.nanoTime();
        })) {
            ticking.start();
            Awaitility.await().until(() -> looks.get() > 20);
        }
    }
}
