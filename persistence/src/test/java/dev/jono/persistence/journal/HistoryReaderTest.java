package dev.jono.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Epoch 1 reigned from ordinal 1, epoch 2 reigns from 4; epoch 3 has claimed and reads. */
class HistoryReaderTest {
    private static final Reigns REIGNS = Reigns.of(Map.of(1L, 1L, 2L, 4L));
    private final List<Long> history = new ArrayList<>();
    private final HistoryReader reader = reader(1, REIGNS);

    private HistoryReader reader(long first, Reigns reigns) {
        return new HistoryReader("id", new OwnerRecord(3, "", reigns, 0), first, row -> history.add(row.ordinal()));
    }

    private static Row row(long ordinal, long epoch, long writeFirst, int writeCount) {
        return new Row(ordinal, epoch, writeFirst, writeCount, new RowBody(1, "", "", "", 0, ByteBuffer.allocate(0)));
    }

    private void feed(Row... rows) {
        List.of(rows).forEach(reader::accept);
    }

    @Test
    void takesTheRowsOfTheReigningEpochAndCountsTheirRivals() {
        feed(row(1, 1, 1, 3), row(2, 1, 1, 3), row(3, 1, 1, 3), row(4, 1, 4, 1), row(4, 2, 4, 1), row(5, 1, 5, 1));
        assertThat(reader.end()).isEqualTo(5);
        assertThat(history).containsExactly(1L, 2L, 3L, 4L);
        assertThat(reader.voidRows()).isEqualTo(2);
        assertThat(reader.sawUnclaimedEpoch()).isFalse();
    }

    @Test
    void endsBeforeAWriteThatLacksItsEnd() {
        feed(row(1, 1, 1, 3), row(2, 1, 1, 3), row(3, 1, 1, 3), row(4, 2, 4, 1), row(5, 2, 5, 2));
        assertThat(reader.end()).isEqualTo(5);
        assertThat(history).containsExactly(1L, 2L, 3L, 4L);
        assertThat(reader.voidRows()).isEqualTo(1);
    }

    @Test
    void endsBeforeAWriteThatLacksItsBeginningOrMiddle() {
        feed(row(1, 1, 1, 3), row(2, 1, 1, 3), row(3, 1, 1, 3), row(4, 2, 4, 4), row(6, 2, 4, 4), row(7, 2, 4, 4));
        assertThat(reader.end()).isEqualTo(4);
        assertThat(reader.voidRows()).isEqualTo(3);
    }

    @Test
    void failsIfARowOfAnEarlierReignIsMissing() {
        feed(row(1, 1, 1, 1));
        assertThatThrownBy(reader::end)
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("row 2 of epoch 1 is missing");
    }

    @Test
    void failsIfARowIsMissingBeforeALaterWrite() {
        assertThatThrownBy(() -> feed(row(1, 1, 1, 1), row(3, 1, 3, 1)))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("row 2 is missing");
    }

    @Test
    void failsIfAConfirmedWriteAfterTheEndOfTheLastReignsRowsIsThere() {
        feed(row(1, 1, 1, 3), row(2, 1, 1, 3), row(3, 1, 1, 3));
        assertThatThrownBy(() -> feed(row(5, 2, 5, 1)))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("row 4 is missing");
    }

    @Test
    void mayBeginInTheMiddleOfAWriteButThenNeedsItsRest() {
        HistoryReader fromTwo = reader(2, REIGNS);
        List.of(row(2, 1, 1, 3), row(3, 1, 1, 3)).forEach(fromTwo::accept);
        assertThat(fromTwo.end()).isEqualTo(4);
        assertThat(history).containsExactly(2L, 3L);

        HistoryReader torn = reader(2, REIGNS);
        torn.accept(row(2, 1, 1, 3));
        assertThatThrownBy(torn::end).isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void failsIfThereAreRowsButNobodyEverReigned() {
        assertThatThrownBy(() -> reader(1, Reigns.NONE).accept(row(1, 1, 1, 1)))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("nobody ever wrote");
    }

    @Test
    void noticesRowsOfAnEpochThatWasNeverClaimed() {
        feed(row(1, 1, 1, 3), row(2, 1, 1, 3), row(3, 1, 1, 3), row(4, 3, 4, 1));
        assertThat(reader.end()).isEqualTo(4);
        assertThat(reader.sawUnclaimedEpoch()).isTrue();
    }
}
