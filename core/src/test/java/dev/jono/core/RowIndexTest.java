package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RowIndexTest {
    @Test
    void knowsWhatAListOfRowsKnowsWhateverIsRemoved() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            RowIndex index = new RowIndex();
            TreeMap<Long, RowEntry> rows = new TreeMap<>();
            List<Long> live = new ArrayList<>();
            long offset = 0;
            long ordinal = 0;
            for (int step = 0; step < 2_000; step++) {
                if (random.nextInt(3) == 0 || live.isEmpty()) {
                    ordinal += 1 + random.nextInt(3);
                    int count = 1 + random.nextInt(4);
                    long bytes = count * (1L + random.nextInt(1_000));
                    long sentAtMillis = random.nextBoolean() ? step : step + (1L << 33);
                    index.add(ordinal, offset, count, bytes, sentAtMillis);
                    rows.put(offset, new RowEntry(ordinal, offset, count, count, bytes, sentAtMillis));
                    for (int i = 0; i < count; i++) {
                        live.add(offset++);
                    }
                } else {
                    long gone = live.remove(random.nextInt(Math.min(live.size(), 1 + random.nextInt(live.size()))));
                    index.removeOne(gone);
                    RowEntry less = rows.floorEntry(gone).getValue().withoutOne();
                    rows.put(less.firstOffset(), less);
                    rows.values().removeIf(row -> row.live() == 0);
                }
            }
            assertThat(index.rows()).as("seed %d", seed).containsExactlyElementsOf(rows.values());
            assertThat(index.first())
                    .as("seed %d", seed)
                    .isEqualTo(rows.firstEntry().getValue());
            assertThat(index.live()).as("seed %d", seed).isEqualTo(live.size());
            assertThat(index.bytes())
                    .as("seed %d", seed)
                    .isEqualTo(rows.values().stream().mapToLong(RowEntry::bytes).sum());
            assertThat(RowIndex.fromImage(index.toImage())).as("seed %d", seed).isEqualTo(index);
            for (long each : live) {
                assertThat(index.rowOf(each)).isEqualTo(rows.floorEntry(each).getValue());
            }
        }
    }

    @Test
    void oneRowHoldsWhatSeveralProducersSent() {
        RowIndex index = new RowIndex();
        index.add(7, 0, 2, 20, 1_000);
        index.add(7, 2, 3, 60, 1_001);
        assertThat(index.rows()).containsExactly(new RowEntry(7, 0, 5, 5, 80, 1_000));
    }

    @Test
    void aMessageIsRemovedOnce() {
        RowIndex index = new RowIndex();
        index.add(1, 0, 2, 20, 1);
        index.removeOne(0);
        index.removeOne(1);
        assertThat(index.rowOf(1)).isNull();
        assertThat(index.first()).isNull();
        assertThatThrownBy(() -> index.removeOne(1)).isInstanceOf(IllegalStateException.class);
    }
}
