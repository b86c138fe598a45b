package dev.jono.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.api.Jono;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.api.actor.QueueRequest;
import dev.jono.api.protocol.ProducerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.cluster.testkit.HttpCalls;
import dev.jono.cluster.testkit.Owners;
import dev.jono.cluster.testkit.TestNodes;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is thrown away on its way is counted, and a user can see it. */
class LostMessagesIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final TestNodes NODES = new TestNodes("lost_messages_it");

    private static JonoNode node;
    private static HttpCalls http;

    @BeforeAll
    static void start() {
        node = NODES.start();
        NODES.start();
        http = new HttpCalls(TestNodes.await(node.management()).orElseThrow());
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void aMessageThatDoesNotFitIntoAFrameIsCounted() {
        QueueKey elsewhere = queueOnTheOtherNode();
        List<Message> threeMegabytes = Collections.nCopies(3, Message.of(new byte[1_000_000]));
        node.queues()
                .tell(
                        elsewhere,
                        new QueueRequest(
                                new QueueCommand.Send(new ProducerId("large"), 1, 1, threeMegabytes),
                                NODES.system(0).ignoreRef()));
        await().atMost(LONG).until(() -> lost("unsendable") == 1);
    }

    @Test
    void whatAFullBufferDropsAndWhatStoppedActorsDoNotGetIsCounted() {
        ActorSystem<Void> system = NODES.system(0);
        long dropped = lost("dropped");
        Adapter.toClassic(system)
                .eventStream()
                .publish(new Dropped(
                        "a message",
                        "Due to overflow of send queue",
                        ActorRef.noSender(),
                        Adapter.toClassic(system.ignoreRef())));
        await().atMost(LONG).until(() -> lost("dropped") == dropped + 1);

        long undelivered = lost("undelivered");
        Adapter.toClassic(system)
                .deadLetters()
                .tell(new QueueReply.Failed(Reason.UNAVAILABLE, "late"), ActorRef.noSender());
        Adapter.toClassic(system).deadLetters().tell("somebody else's", ActorRef.noSender());
        await().atMost(LONG).until(() -> lost("undelivered") == undelivered + 1);
    }

    @Test
    void theNodeShowsItsJournalAndItsMemory() {
        TestNodes.await(Jono.get(NODES.system(0)).declare("counted"));
        HttpCalls.Reply reply = http.call("GET", "/jono/v1/node", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/address").asText()).contains("127.0.0.1:");
        assertThat(reply.json().at("/journal/claims").asLong())
                .as("the catalogue runs on the oldest node")
                .isPositive();
        assertThat(reply.json().at("/journal/voidRows").isNumber()).isTrue();
        assertThat(reply.json().at("/journal/rowsReadBack").isNumber()).isTrue();
        assertThat(reply.json().at("/payloads/cacheLimitBytes").asLong())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
        assertThat(reply.json().at("/payloads/cachedBytes").isNumber()).isTrue();
        assertThat(reply.json().at("/payloads/sendingBytes").isNumber()).isTrue();
        assertThat(reply.json().at("/payloads/sendLimitBytes").asLong())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
        assertThat(reply.json().has("fencedOut")).isFalse();
    }

    private static long lost(String what) {
        return http.call("GET", "/jono/v1/node", "").json().at("/lost/" + what).asLong();
    }

    private static QueueKey queueOnTheOtherNode() {
        List<QueueKey> keys = IntStream.range(0, 12)
                .mapToObj(i -> TestNodes.await(node.queues().declare(new QueueName("q" + i), QueueSettings.DEFAULT)))
                .toList();
        keys.forEach(key -> TestNodes.await(
                Jono.get(NODES.system(0)).queue(key.queue().value()).status()));
        List<QueueKey> there = Owners.runningOn(NODES.system(1));
        return keys.stream().filter(there::contains).findFirst().orElseThrow();
    }
}
