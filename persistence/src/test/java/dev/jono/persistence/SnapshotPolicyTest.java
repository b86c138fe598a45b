package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueKey;
import dev.jono.core.DeadLetterInfo;
import dev.jono.core.Event;
import dev.jono.core.Limits;
import dev.jono.core.Queue;
import dev.jono.core.QueueImage;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotPolicyTest {
    private final SnapshotPolicy policy = new SnapshotPolicy(100, 8);

    @Test
    void isDueAfterItsBytesAndNotWhileOneIsBeingSaved() {
        policy.wrote(99);
        assertThat(policy.isDue()).isFalse();
        policy.wrote(1);
        assertThat(policy.isDue()).isTrue();
        policy.saving(1);
        policy.wrote(1000);
        assertThat(policy.isDue()).isFalse();
        policy.failed();
        assertThat(policy.isDue()).isTrue();
    }

    @Test
    void whatFailsIsTriedAgainEverMoreSeldomUntilOneSucceeds() {
        SnapshotPolicy thousand = new SnapshotPolicy(1000, 8);
        thousand.wrote(1000);
        for (long part : new long[] {125, 250, 500, 1000, 1000}) {
            assertThat(thousand.isDue()).isTrue();
            thousand.saving(1);
            thousand.failed();
            thousand.wrote(part - 1);
            assertThat(thousand.isDue())
                    .as("%s bytes after a failure", part - 1)
                    .isFalse();
            thousand.wrote(1);
        }
        assertThat(thousand.isDue()).isTrue();
        thousand.saving(1);
        thousand.saved(10);
        thousand.wrote(999);
        assertThat(thousand.isDue()).isFalse();
        thousand.wrote(1);
        assertThat(thousand.isDue()).isTrue();
        thousand.saving(1);
        thousand.failed();
        thousand.wrote(125);
        assertThat(thousand.isDue()).as("a success starts it anew").isTrue();
    }

    @Test
    void deadLettersCountForTheSizeOfASnapshot() {
        long empty = SnapshotPolicy.estimatedBytes(Queue.empty(Limits.DEFAULT).image());
        assertThat(SnapshotPolicy.estimatedBytes(withDeadLetters(1000, "e".repeat(100))))
                .isBetween(empty + 1000 * 200, empty + 1000 * 400);
    }

    private static QueueImage withDeadLetters(int count, String error) {
        QueueKey key = new QueueKey(QueueName.of("orders"), 0, 1);
        Queue queue = Queue.empty(Limits.DEFAULT);
        queue.evolve(new Event.Declared(key, QueueSettings.DEFAULT), 1);
        queue.evolve(new Event.EpochStarted(1, 0, "node"), 2);
        List<Message> messages = Collections.nCopies(count, Message.of("x"));
        queue.evolve(new Event.Enqueued(new ProducerId("p"), 1, 1, 0, 0, messages), 3);
        for (int i = 0; i < count; i++) {
            queue.evolve(
                    new Event.DeadLettered(
                            i, QueueName.of("orders.dlq"), i + 1, new DeadLetterInfo("rejected", 1, error, "node", 0)),
                    4);
        }
        return queue.image();
    }

    @Test
    void aLargeSnapshotIsTakenLessOften() {
        policy.saving(50);
        policy.saved(10);
        policy.wrote(399);
        assertThat(policy.isDue()).isFalse();
        policy.wrote(1);
        assertThat(policy.isDue()).isTrue();
    }

    @Test
    void theOlderOfTwoKeptSnapshotsBoundsTruncation() {
        policy.saving(1);
        assertThat(policy.saved(10)).isEmpty();
        policy.saving(1);
        assertThat(policy.saved(20)).hasValue(10);
        policy.saving(1);
        assertThat(policy.saved(30)).hasValue(20);
    }

    @Test
    void theSnapshotOfTheRecoveryIsTheOlderOne() {
        policy.recoveredFrom(7);
        policy.saving(1);
        assertThat(policy.saved(10)).hasValue(7);
    }

    @Test
    void aLateSuccessOfAnOlderSnapshotTruncatesNothing() {
        policy.recoveredFrom(7);
        assertThat(policy.saved(20)).hasValue(7);
        assertThat(policy.saved(15)).isEmpty();
        assertThat(policy.saved(30)).hasValue(20);
    }
}
