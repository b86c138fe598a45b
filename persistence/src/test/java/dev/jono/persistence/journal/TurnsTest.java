package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns(2, Runnable::run);
    private final List<CompletableFuture<Integer>> started = new ArrayList<>();

    @Test
    void soManyAreUnderWayAndTheOthersFollowInOrder() {
        List<CompletableFuture<Integer>> results = take(5);
        assertThat(started).hasSize(2);
        started.get(1).complete(1);
        assertThat(started).hasSize(3);
        started.get(0).complete(0);
        started.get(2).complete(2);
        assertThat(started).hasSize(5);
        started.get(3).complete(3);
        started.get(4).complete(4);
        assertThat(results).extracting(CompletableFuture::join).containsExactly(0, 1, 2, 3, 4);

        take(3);
        assertThat(started).as("both places are free again").hasSize(7);
    }

    @Test
    void oneThatFailsGivesItsTurnUp() {
        List<CompletableFuture<Integer>> results = take(3);
        started.get(0).completeExceptionally(new IllegalStateException("planted by the test"));
        assertThat(started).hasSize(3);
        assertThatThrownBy(results.get(0)::join).hasRootCauseMessage("planted by the test");

        started.get(1).complete(1);
        assertThatThrownBy(() ->
                        turns.take(TurnsTest::throwing).toCompletableFuture().join())
                .hasRootCauseMessage("thrown by the test");
        take(1);
        assertThat(started).hasSize(4);
    }

    private static CompletionStage<Integer> throwing() {
        throw new IllegalStateException("thrown by the test");
    }

    private List<CompletableFuture<Integer>> take(int operations) {
        return IntStream.range(0, operations)
                .mapToObj(i -> turns.take(this::start).toCompletableFuture())
                .toList();
    }

    private CompletionStage<Integer> start() {
        CompletableFuture<Integer> operation = new CompletableFuture<>();
        started.add(operation);
        return operation;
    }
}
