package dev.jono.cluster.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.protocol.QueueKey;
import dev.jono.cluster.catalogue.CatalogueReply.Changes;
import dev.jono.cluster.catalogue.CatalogueRequest.Follow;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopyActorTest {
    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<CatalogueRequest> catalogue = kit.createTestProbe(CatalogueRequest.class);
    private final CatalogueCopy copy = new CatalogueCopy();
    private final ActorRef<CopyActor.Message> actor =
            kit.spawn(CopyActor.create(catalogue.getRef(), copy, Duration.ofHours(1)));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void itAsksForPagesUntilItHasAll() {
        ActorRef<CatalogueReply> replies = expectFollow(0).follower();
        replies.tell(new Changes(0, 1, 2, List.of(entry("a", 1))));
        expectFollow(1);
        replies.tell(new Changes(1, 2, 2, List.of(entry("b", 2))));
        await().untilAsserted(() -> assertThat(copy.entries()).containsExactly(entry("a", 1), entry("b", 2)));
    }

    @Test
    void aChangeThatDoesNotFollowMakesItAskForWhatItMissed() {
        ActorRef<CatalogueReply> replies = expectFollow(0).follower();
        replies.tell(new Changes(0, 1, 1, List.of(entry("a", 1))));
        replies.tell(new Changes(3, 4, 4, List.of(entry("d", 4))));
        expectFollow(1);
        assertThat(copy.entries()).containsExactly(entry("a", 1));
    }

    @Test
    void anOldPageDoesNotUndoANewerOne() {
        ActorRef<CatalogueReply> replies = expectFollow(0).follower();
        replies.tell(new Changes(0, 2, 2, List.of(entry("a", 2))));
        replies.tell(new Changes(0, 1, 2, List.of(entry("a", 1))));
        replies.tell(new Changes(2, 3, 3, List.of(entry("b", 3))));
        await().untilAsserted(() -> assertThat(copy.entries()).containsExactly(entry("a", 2), entry("b", 3)));
    }

    @Test
    void whoWaitsForAVersionIsToldWhenItIsThere() {
        ActorRef<CatalogueReply> replies = expectFollow(0).follower();
        TestProbe<Done> waiting = kit.createTestProbe(Done.class);
        actor.tell(new CopyActor.Await(2, System.nanoTime() + 1_000_000_000_000L, waiting.getRef()));
        expectFollow(0);
        replies.tell(new Changes(0, 1, 1, List.of(entry("a", 1))));
        waiting.expectNoMessage(Duration.ofMillis(100));
        replies.tell(new Changes(1, 2, 2, List.of(entry("b", 2))));
        waiting.expectMessage(Done.getInstance());
    }

    private Follow expectFollow(long version) {
        Follow follow = catalogue.expectMessageClass(Follow.class);
        assertThat(follow.version()).isEqualTo(version);
        return follow;
    }

    private static CatalogueEntry entry(String queue, long version) {
        return new CatalogueEntry(new QueueKey(new QueueName(queue), 0, 1), QueueSettings.DEFAULT, version);
    }
}
