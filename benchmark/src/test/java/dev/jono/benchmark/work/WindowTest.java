package dev.jono.benchmark.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bound of what is unconfirmed. */
class WindowTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void asManyAsItsSizeEnter() {
        Window window = full(new Window(32), 32);
        assertThat(window.enter(SHORT)).isFalse();
    }

    @Test
    void aSenderThatWaitedOutItsPatienceStillGetsTheRoomThatThereIs() {
        Window window = full(new Window(32), 32);
        window.leave();
        assertThat(window.enter(SHORT)).isTrue();
        assertThat(window.enter(SHORT)).isFalse();
    }

    @Test
    void aWaitingSenderWakesWhenASixteenthIsFree() throws Exception {
        Window window = full(new Window(32), 32);
        CompletableFuture<Boolean> entered = CompletableFuture.supplyAsync(() -> window.enter(LONG));
        window.leave();
        window.leave();
        assertThat(entered.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theSmallestWindowWorks() {
        Window window = full(new Window(1), 1);
        assertThat(window.enter(SHORT)).isFalse();
        window.leave();
        assertThat(window.enter(SHORT)).isTrue();
    }

    private static Window full(Window window, int size) {
        for (int i = 0; i < size; i++) {
            assertThat(window.enter(SHORT)).isTrue();
        }
        return window;
    }
}
