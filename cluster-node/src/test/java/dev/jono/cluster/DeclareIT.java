package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.Jono;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Queue;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.spi.DeclaredQueue;
import dev.jono.cluster.testkit.TestNodes;
import dev.jono.persistence.journal.FencedJournal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Declares queues on one node and finds them on another, and after a restart. */
class DeclareIT {
    private static final TestNodes NODES = new TestNodes("declare_it");
    private static final int MANY = 300;
    private static JonoNode first;
    private static JonoNode second;

    @BeforeAll
    static void start() {
        first = NODES.start();
        second = NODES.start("jono.node.hosts-queues = off");
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void aDeclaredQueueIsThereWithItsDeadLetterQueueOnEveryNode() {
        QueueName orders = new QueueName("orders");
        QueueKey key = TestNodes.await(second.queues().declare(orders, QueueSettings.DEFAULT));

        assertThat(key).isEqualTo(new QueueKey(orders, 0, 1));
        assertThat(TestNodes.await(first.queues().resolve(orders))).isEqualTo(key);
        assertThat(TestNodes.await(second.queues().queues()))
                .extracting(DeclaredQueue::key)
                .contains(key, new QueueKey(orders.deadLetters(), 0, 1));
    }

    @Test
    void queuesDeclaredAtOnceShareCommits() {
        FencedJournal journal = FencedJournal.get(NODES.system(0));
        long before = journal.stats().writes();
        List<CompletableFuture<QueueKey>> declared = IntStream.range(0, MANY)
                .mapToObj(number -> second.queues()
                        .declare(new QueueName("many-" + number), QueueSettings.DEFAULT)
                        .toCompletableFuture())
                .toList();
        TestNodes.await(CompletableFuture.allOf(declared.toArray(CompletableFuture[]::new)));
        assertThat(declared).extracting(CompletableFuture::join).doesNotHaveDuplicates();
        assertThat(journal.stats().writes() - before).isLessThan(MANY / 2);
    }

    @Test
    void declaringTheSameAgainIsHarmless() {
        QueueName queue = new QueueName("twice");
        QueueSettings settings = QueueSettings.builder().maxAttempts(3).build();
        QueueKey once = TestNodes.await(first.queues().declare(queue, settings));
        assertThat(TestNodes.await(second.queues().declare(queue, settings))).isEqualTo(once);
    }

    @Test
    void aChangeThatMakesAQueueItsOwnDeadLetterQueueIsRefused() {
        Queue queue = TestNodes.await(Jono.get(NODES.system(1)).declare("own-dead-letters"));
        QueueSettings bad =
                QueueSettings.builder().deadLetterQueue(queue.name()).build();
        assertFails(queue.changeSettings(bad), Reason.INVALID, "cannot be its own dead-letter queue");
        assertThat(TestNodes.await(queue.status()).settings()).isEqualTo(QueueSettings.DEFAULT);
    }

    @Test
    void declaringWithOtherSettingsIsAConflictThatNamesTheDifference() {
        QueueName queue = new QueueName("conflict");
        TestNodes.await(first.queues()
                .declare(queue, QueueSettings.builder().maxAttempts(3).build()));
        assertFails(
                second.queues()
                        .declare(queue, QueueSettings.builder().maxAttempts(4).build()),
                Reason.CONFLICTING_SETTINGS,
                "maxAttempts is 3, not 4");
    }

    @Test
    void anUndeclaredQueueIsUnknown() {
        assertFails(second.queues().resolve(new QueueName("nowhere")), Reason.UNKNOWN_QUEUE, "nowhere");
    }

    @Test
    void aRestartedClusterKnowsItsQueues() {
        QueueName queue = new QueueName("lasting");
        try (TestNodes before = new TestNodes("declare_again_it")) {
            TestNodes.await(before.start().queues().declare(queue, QueueSettings.DEFAULT));
        }
        try (TestNodes after = new TestNodes("declare_again_it")) {
            assertThat(TestNodes.await(after.start().queues().queues()))
                    .extracting(declared -> declared.key().queue())
                    .containsExactly(queue, queue.deadLetters());
        }
    }

    static void assertFails(CompletionStage<?> stage, Reason reason, String detail) {
        assertThatThrownBy(() -> TestNodes.await(stage))
                .hasRootCauseInstanceOf(JonoException.class)
                .rootCause()
                .hasMessageContaining(detail)
                .asInstanceOf(InstanceOfAssertFactories.type(JonoException.class))
                .extracting(JonoException::reason)
                .isEqualTo(reason);
    }
}
