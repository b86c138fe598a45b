package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.protocol.ProducerId;
import dev.jono.core.Event;
import dev.jono.core.Offsets;
import dev.jono.persistence.codec.JournalRow;
import dev.jono.persistence.codec.JournalSerializer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowPackerTest {
    private static final int ROW = 64 * 1024;

    @Test
    void nothingToJournalMakesNoRow() {
        assertThat(RowPacker.pack(List.of(), ROW).rows()).isEmpty();
    }

    @Test
    void aLargeSendIsSplitIntoRowsThatContinueEachOther() {
        List<JournalRow> rows =
                RowPacker.pack(List.of(enqueued(200, 1000)), ROW).rows();
        assertThat(rows).hasSizeGreaterThan(3);
        long offset = 50;
        long sequence = 7;
        for (JournalRow row : rows) {
            Event.Enqueued part = (Event.Enqueued) row.events().get(0);
            assertThat(part.firstOffset()).isEqualTo(offset);
            assertThat(part.firstSequence()).isEqualTo(sequence);
            offset += part.messages().size();
            sequence += part.messages().size();
        }
        assertThat(offset).isEqualTo(250);
    }

    @Test
    void noRowOfSmallMessagesIsLargerThanARow() {
        JournalSerializer serializer = new JournalSerializer();
        Event acked = new Event.Acked(Offsets.of(LongStream.range(0, 5000).toArray()));
        for (JournalRow row : RowPacker.pack(List.of(acked, enqueued(900, 100), enqueued(3000, 10)), ROW)
                .rows()) {
            assertThat(serializer.toBinary(row).length).isLessThanOrEqualTo(ROW);
        }
    }

    @Test
    void aMessageLargerThanARowStandsAlone() {
        List<Message> messages =
                List.of(Message.of(new byte[10]), Message.of(new byte[1024 * 1024]), Message.of(new byte[10]));
        List<JournalRow> rows = RowPacker.pack(
                        List.of(new Event.Enqueued(new ProducerId("p"), 1, 1, 0, 0, messages)), ROW)
                .rows();
        assertThat(rows).hasSize(3);
    }

    private static Event.Enqueued enqueued(int count, int bytes) {
        List<Message> messages = IntStream.range(0, count)
                .mapToObj(i -> Message.of(new byte[bytes]))
                .toList();
        return new Event.Enqueued(new ProducerId("p"), 7, 7, 50, 0, messages);
    }
}
