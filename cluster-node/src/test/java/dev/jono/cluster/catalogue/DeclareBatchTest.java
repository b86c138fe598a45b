package dev.jono.cluster.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.JonoException.Reason;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.cluster.catalogue.CatalogueReply.Found;
import dev.jono.cluster.catalogue.CatalogueReply.Refused;
import dev.jono.cluster.catalogue.CatalogueRequest.Declare;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class DeclareBatchTest {
    private static final int PLENTY = 1_000;

    private final CatalogueState state = new CatalogueState();
    private final TestInbox<CatalogueReply> replies = TestInbox.create();

    @Test
    void aBatchDecidesAsItsDeclarationsOneByOneDo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            List<Declare> declares = new ArrayList<>();
            int count = 1 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                declares.add(random(random));
            }
            int maxQueues = 3 + random.nextInt(10);
            List<CatalogueReply> together = commit(new CatalogueState(), maxQueues, declares);
            CatalogueState oneByOne = new CatalogueState();
            List<CatalogueReply> each = new ArrayList<>();
            declares.forEach(declare -> each.addAll(commit(oneByOne, maxQueues, List.of(declare))));
            assertThat(together)
                    .as("seed " + seed + ", run " + run + ": " + declares)
                    .isEqualTo(each);
        }
    }

    @Test
    void aQueueDeclaredTwiceInABatchIsJournaledOnce() {
        DeclareBatch batch = DeclareBatch.decide(state, PLENTY, List.of(declare("a", 3), declare("a", 3)));
        assertThat(batch.events()).hasSize(2); // it and its dead-letter queue
        batch.events().forEach(state::apply);
        batch.answer(state);
        assertThat(replies.getAllReceived()).hasSize(2).allMatch(Found.class::isInstance);
    }

    @Test
    void conflictsAndLimitsCountWhatTheBatchDeclaresBefore() {
        List<CatalogueReply> answers =
                commit(state, 4, List.of(declare("a", 3), declare("a", 4), declare("b", 3), declare("c", 3)));
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.CONFLICTING_SETTINGS));
        assertThat(answers.get(2)).isInstanceOf(Found.class);
        assertThat(answers.get(3))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_MANY_QUEUES));
        assertThat(state.size()).isEqualTo(4);
    }

    @Test
    void decidingAnswersNobodyAndChangesNothing() {
        DeclareBatch.decide(state, 1, List.of(declare("a", 3), declare("a", 3)));
        assertThat(replies.getAllReceived()).isEmpty();
        assertThat(state.size()).isZero();
    }

    private List<CatalogueReply> commit(CatalogueState on, int maxQueues, List<Declare> declares) {
        DeclareBatch batch = DeclareBatch.decide(on, maxQueues, declares);
        batch.events().forEach(on::apply);
        batch.answer(on);
        return replies.getAllReceived();
    }

    private Declare random(Random random) {
        return declare(List.of("a", "b", "c", "a.dlq", "b.dlq").get(random.nextInt(5)), 2 + random.nextInt(2));
    }

    private Declare declare(String queue, int attempts) {
        QueueSettings settings = QueueSettings.builder().maxAttempts(attempts).build();
        return new Declare(new QueueName(queue), settings, replies.getRef());
    }
}
