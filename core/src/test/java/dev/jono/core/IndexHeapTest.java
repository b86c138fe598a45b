package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.QueueSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/** What a waiting message costs of the heap beside its payload: every object that the state reaches, counted. */
class IndexHeapTest {
    private static final int MESSAGES = 300_000;
    private static final Message PLAIN = Message.of(new byte[1_024]);

    private final QueueState state = new QueueState();
    private final Random random = new Random(1);
    private long ordinal;

    @BeforeAll
    static void letTheCounterLookIntoRecords() {
        System.setProperty("jol.magicFieldOffset", "true");
    }

    @Test
    void aPlainMessageCostsTwoBytesAtTheMost() {
        enqueue(MESSAGES, 60, PLAIN);
        assertThat(report("plain, 1 KiB, 60 in a row")).isLessThanOrEqualTo(0.7);
    }

    @Test
    void aPlainMessageCostsTwoBytesIfFourteenShareARow() {
        enqueue(MESSAGES, 14, PLAIN);
        assertThat(report("plain, 14 in a row")).isLessThanOrEqualTo(2.0);
    }

    @Test
    void whereEveryThirdIsAckedTwoBytesAreEnoughIfFifteenOfARowAreLeft() {
        enqueue(MESSAGES, 24, PLAIN);
        ackAllBut(offset -> offset % 3 != 0);
        assertThat(report("plain, 16 of 24 in a row, every third acked")).isLessThanOrEqualTo(2.0);
    }

    @Test
    void whereAcksComeInAnyOrderTwoBytesAreMoreThanEnough() {
        enqueue(MESSAGES, 60, PLAIN);
        ackAllBut(offset -> random.nextInt(3) != 0);
        assertThat(report("plain, some 40 of 60 in a row, acked at random")).isLessThanOrEqualTo(1.0);
    }

    @Test
    void aPlainMessageThatIsOneOfTwentyCostsLessThanThreeBytesBesideItsRow() {
        enqueue(20 * MESSAGES, 280, PLAIN);
        ackAllBut(offset -> offset % 20 == 0);
        assertThat(report("plain, 14 of 280 in a row, one of twenty")).isLessThanOrEqualTo(2.8 + 24.0 / 14);
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
        assertThat(report("delayed by an hour, 1,000 a second")).isLessThanOrEqualTo(1.2);
    }

    @Test
    void aMessageThatMayExpireIsNoObject() {
        enqueue(
                MESSAGES,
                60,
                Message.builder(new byte[1_024]).timeToLive(Duration.ofHours(2)).build());
        assertThat(report("that may expire")).isLessThanOrEqualTo(1.2);
    }

    @Test
    void aRetriedMessageIsNoObject() {
        enqueue(MESSAGES, 60, PLAIN);
        returnAll();
        assertThat(report("nacked, due within 10 s to 5 min")).isLessThanOrEqualTo(11.5);
    }

    @Test
    void aRetriedMessageBetweenHolesIsNoObject() {
        enqueue(MESSAGES, 60, PLAIN);
        ackAllBut(offset -> offset % 3 != 0);
        returnAll();
        assertThat(report("nacked, due within 10 s to 5 min, every third acked"))
                .isLessThanOrEqualTo(14.5);
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

    private void ackAllBut(LongPredicate which) {
        long[] done =
                LongStream.range(0, state.nextOffset).filter(which.negate()).toArray();
        state.evolve(new Event.Acked(Offsets.of(done)), ++ordinal);
    }

    private void returnAll() {
        for (long offset : state.ready.toArray()) {
            long waitMillis = 10_000L + random.nextInt(290_000);
            long due = DueIndex.bucketMillis(offset, waitMillis);
            state.evolve(new Event.Returned(offset, 1 + random.nextInt(4), due, Suspicion.NONE), ++ordinal);
        }
    }

    /** Prints and returns what each of those costs that are left. */
    private double report(String what) {
        double bytes = (double) GraphLayout.parseInstance(state).totalSize() / state.depth();
        System.out.printf("Index of a message %s: %.2f bytes%n", what, bytes);
        return bytes;
    }
}
