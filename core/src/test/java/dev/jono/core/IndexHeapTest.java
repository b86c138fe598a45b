package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/** What a waiting message costs of the heap beside its payload: every object that the state reaches, counted. */
class IndexHeapTest {
    private static final int MESSAGES = 300_000;

    private final QueueState state = new QueueState();
    private long ordinal;

    @BeforeAll
    static void letTheCounterLookIntoRecords() {
        System.setProperty("jol.magicFieldOffset", "true");
    }

    @Test
    void aPlainMessageCostsTwoBytesAtTheMost() {
        enqueue(MESSAGES, 60, Message.of(new byte[1_024]));
        assertThat(report("plain, 1 KiB, 60 in a row")).isLessThanOrEqualTo(2.0);
    }

    @Test
    void aMessageAloneInItsRowCostsAnEntryInAnArray() {
        enqueue(MESSAGES, 1, Message.of(new byte[128]));
        assertThat(report("plain, alone in its row")).isLessThanOrEqualTo(26.0);
    }

    @Test
    void aDelayedMessageIsNoObject() {
        enqueue(
                MESSAGES,
                60,
                Message.builder(new byte[1_024]).delay(Duration.ofHours(1)).build());
        assertThat(report("delayed by an hour, 1,000 a second")).isLessThanOrEqualTo(4.0);
    }

    @Test
    void aMessageThatMayExpireIsNoObject() {
        enqueue(
                MESSAGES,
                60,
                Message.builder(new byte[1_024]).timeToLive(Duration.ofHours(2)).build());
        assertThat(report("that may expire")).isLessThanOrEqualTo(4.0);
    }

    @Test
    void aRetriedMessageIsNoObject() {
        enqueue(MESSAGES, 60, Message.of(new byte[1_024]));
        Random random = new Random(1);
        for (int offset = 0; offset < MESSAGES; offset++) {
            long waitMillis = 10_000L + random.nextInt(290_000);
            long due = DueIndex.bucketMillis(offset, waitMillis);
            state.evolve(new Event.Returned(offset, 1 + random.nextInt(4), due, Suspicion.NONE), ++ordinal);
        }
        assertThat(report("nacked, due within 10 s to 5 min")).isLessThanOrEqualTo(16.0);
    }

    /** A thousand messages a second. */
    private void enqueue(int messages, int inARow, Message message) {
        state.evolve(new Event.Declared(QueueRig.KEY, QueueSettings.DEFAULT), ++ordinal);
        state.evolve(new Event.EpochStarted(1, 0, "node"), ++ordinal);
        for (int offset = 0; offset < messages; offset += inARow) {
            int count = Math.min(inARow, messages - offset);
            List<Message> row = Collections.nCopies(count, message);
            state.evolve(new Event.Enqueued(QueueRig.PRODUCER, offset + 1, offset + 1, offset, offset, row), ++ordinal);
        }
    }

    private double report(String what) {
        double bytes = (double) GraphLayout.parseInstance(state).totalSize() / MESSAGES;
        System.out.printf("Index of a message %s: %.2f bytes%n", what, bytes);
        return bytes;
    }
}
