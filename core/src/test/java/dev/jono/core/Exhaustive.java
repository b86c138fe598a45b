package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** The invariants that are too dear for production. */
final class Exhaustive {
    private Exhaustive() {}

    static void check(Queue queue) {
        QueueState state = queue.state();
        long live = 0;
        long bytes = 0;
        for (RowEntry row : state.rows.rows()) {
            long inRow = 0;
            for (long offset = row.firstOffset(); offset < row.endOffset(); offset++) {
                inRow += state.isLive(offset) ? 1 : 0;
            }
            assertThat(inRow).as("live messages of %s", row).isEqualTo(row.live());
            assertThat(row.bytes()).as("bytes of %s", row).isNotNegative();
            live += inRow;
            bytes += row.bytes();
        }
        assertThat(live).isEqualTo(state.depth());
        assertThat(bytes).isEqualTo(state.rows.bytes());
        for (long offset : state.ready.toArray()) {
            assertThat(state.delayed.contains(offset) || state.deadLetters.contains(offset))
                    .as("%s is in one place", offset)
                    .isFalse();
        }
        assertThat(Arrays.stream(state.counted.toArray()).allMatch(state.suspects::contains))
                .isTrue();
        assertThat(Arrays.stream(state.suspects.toArray()).allMatch(state::isLive))
                .isTrue();
        queue.leasing()
                .consumers()
                .all()
                .forEach(consumer -> assertThat(consumer.bytes)
                        .as("bytes held by %s", consumer.id)
                        .isEqualTo(consumer.leases.stream()
                                .mapToLong(lease -> lease.bytes)
                                .sum()));
        state.leases.keySet().forEach(offset -> {
            assertThat(queue.leasing().isLeased(offset))
                    .as("lease on %s in force", offset)
                    .isTrue();
            assertThat(state.ready.contains(offset))
                    .as("leased %s is ready", offset)
                    .isTrue();
        });
    }
}
