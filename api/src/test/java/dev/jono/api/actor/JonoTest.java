package dev.jono.api.actor;

import static dev.jono.api.actor.Stages.PATIENCE;
import static dev.jono.api.actor.Stages.failureOf;
import static dev.jono.api.actor.Stages.get;
import static dev.jono.api.actor.Stages.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.Codec;
import dev.jono.api.ConsumerSettings;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.Jono;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.JsonCodec;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.Queue;
import dev.jono.api.QueueSettings;
import dev.jono.api.RunningConsumer;
import dev.jono.api.TypedQueue;
import dev.jono.api.actor.FakeQueue.Fate;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JonoTest {
    record Order(String customer, int amount) {}

    private final ActorTestKit kit = ActorTestKit.create("jono");
    private final FakeQueue fake = new FakeQueue();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void without_a_node_it_says_what_to_do() {
        assertThatThrownBy(() -> Jono.get(kit.system()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("JonoNode.start(system)");
    }

    @Test
    void a_second_node_in_the_same_actor_system_is_refused() {
        register();
        assertThatThrownBy(() -> JonoExtension.get(kit.system()).register(fake))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void typed_and_classic_actor_systems_lead_to_the_same_client() {
        Jono jono = register();
        assertThat(Jono.get(Adapter.toClassic(kit.system()))).isSameAs(jono);
        assertThat(jono.queue("orders")).isSameAs(jono.queue("orders"));
    }

    @Test
    void what_is_sent_is_consumed() throws Exception {
        Queue queue = get(register().declare("orders"));
        Set<String> seen = ConcurrentHashMap.newKeySet();
        RunningConsumer consumer = queue.consume(
                DeliveryHandler.blocking(delivery -> seen.add(delivery.message().text())));
        List<CompletionStage<MessageId>> sends = IntStream.range(0, 5_000)
                .mapToObj(i -> queue.send(Message.of("m" + i)))
                .toList();
        for (int i = 0; i < 5_000; i++) {
            assertThat(get(sends.get(i)).offset()).isEqualTo(i);
        }
        await(() -> fake.settled().size() == 5_000);
        assertThat(seen).hasSize(5_000);
        get(consumer.stop());
        get(consumer.stop());
        assertThat(fake.consumers()).isZero();
    }

    @Test
    void sends_past_the_bound_fail_at_once_and_room_comes_back() throws Exception {
        JonoExtension.get(kit.system())
                .register(fake, ProducerSettings.builder().maxUnconfirmed(10).build());
        Queue queue = Jono.get(kit.system()).queue("orders");
        fake.fate(command -> Fate.HELD);
        List<CompletionStage<MessageId>> sends = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            sends.add(queue.send(Message.of("m" + i)));
        }
        assertThat(reasonOf(sends.get(10))).isEqualTo(Reason.OVERLOADED);
        await(() -> fake.heldRequests() > 0);
        fake.releaseHeld();
        for (int i = 0; i < 10; i++) {
            get(sends.get(i));
        }
        get(queue.send(Message.of("room again")));
    }

    @Test
    void the_queue_answers_questions_and_takes_orders() throws Exception {
        Queue queue = register().queue("orders");
        get(queue.send(Message.of("a")));
        assertThat(get(queue.status()).depth()).isEqualTo(1);
        assertThat(get(queue.purge())).isEqualTo(1);
        get(queue.pause());
        get(queue.resume());
        get(queue.changeSettings(QueueSettings.DEFAULT));
        assertThat(get(Jono.get(kit.system()).queues())).containsExactly(FakeQueue.NAME);
    }

    @Test
    void a_lost_question_is_asked_again_but_a_purge_after_a_refusal_only() throws Exception {
        Queue queue = register().queue("orders");
        AtomicInteger asked = new AtomicInteger();
        fake.fate(command -> asked.getAndIncrement() == 0 ? Fate.LOST : Fate.TAKEN);
        get(queue.status());
        AtomicInteger refusals = new AtomicInteger(2);
        fake.refuse(command ->
                refusals.getAndDecrement() > 0 ? new QueueReply.Failed(Reason.UNAVAILABLE, "Moving.") : null);
        get(queue.purge());
        assertThat(fake.received(QueueCommand.Purge.class)).hasSize(3);
        fake.refuse(command -> new QueueReply.Failed(Reason.UNKNOWN, "Perhaps."));
        assertThat(reasonOf(queue.purge())).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void an_unknown_queue_says_so() throws Exception {
        fake.undeclare();
        Queue queue = register().queue("orders");
        assertThat(reasonOf(queue.send(Message.of("a")))).isEqualTo(Reason.UNKNOWN_QUEUE);
        assertThat(reasonOf(queue.status())).isEqualTo(Reason.UNKNOWN_QUEUE);
        assertThatThrownBy(() -> Jono.get(kit.system()).queue("no/slashes"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void values_travel_as_json_and_what_cannot_be_read_is_nacked() throws Exception {
        TypedQueue<Order> orders = register().queue("orders", JsonCodec.of(Order.class));
        get(orders.send(new Order("Aino", 3)));
        CompletableFuture<Order> seen = new CompletableFuture<>();
        orders.consume(ConsumerSettings.DEFAULT, (order, delivery) -> {
            seen.complete(order);
            return CompletableFuture.completedFuture(null);
        });
        assertThat(get(seen)).isEqualTo(new Order("Aino", 3));
        await(() -> fake.settled().size() == 1);
        get(orders.plain().send(Message.of("{not json")));
        await(() -> fake.settled().size() > 1);
        assertThat(fake.settled().get(1).outcome())
                .isInstanceOfSatisfying(
                        QueueCommand.Nack.class,
                        nack -> assertThat(nack.error()).contains("as JSON"));
    }

    @Test
    void a_codec_that_fails_in_a_way_of_its_own_fails_the_send() throws Exception {
        Codec<String> broken = new Codec<>() {
            @Override
            public Message encode(String value) {
                return Message.builder(new byte[0]).deduplicationId(value).build();
            }

            @Override
            public String decode(Message message) {
                throw new IllegalStateException("not for me");
            }
        };
        TypedQueue<String> queue = register().queue("orders", broken);
        JonoException failure = failureOf(queue.send(""));
        assertThat(failure.reason()).isEqualTo(Reason.INVALID);
        assertThat(failure).hasMessageContaining("deduplication id");
        get(queue.send("x"));
        queue.consume(ConsumerSettings.DEFAULT, (value, delivery) -> delivery.ack());
        await(() -> !fake.settled().isEmpty());
        assertThat(fake.settled().get(0).outcome())
                .isEqualTo(new QueueCommand.Nack(null, "java.lang.IllegalStateException: not for me"));
    }

    @Test
    void a_dispatcher_that_does_not_exist_is_refused_at_once() {
        Queue queue = register().queue("orders");
        ConsumerSettings settings =
                ConsumerSettings.builder().dispatcher("no.such-dispatcher").build();
        assertThatThrownBy(() -> queue.consume(settings, delivery -> delivery.ack()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no.such-dispatcher");
    }

    @Test
    void the_coordinated_shutdown_stops_consumers_and_then_producers() throws Exception {
        Queue queue = register().queue("orders");
        CompletableFuture<Void> open = new CompletableFuture<>();
        CompletableFuture<Void> started = new CompletableFuture<>();
        queue.consume(delivery -> {
            started.complete(null);
            return open;
        });
        CompletionStage<MessageId> sent = queue.send(Message.of("a"));
        get(sent);
        get(started);
        CompletionStage<Done> down = CoordinatedShutdown.get(kit.system()).runAll(CoordinatedShutdown.unknownReason());
        open.complete(null);
        get(down);
        assertThat(fake.settled())
                .extracting(QueueCommand.Settlement::outcome)
                .containsExactly(QueueCommand.Ack.INSTANCE);
        assertThat(fake.consumers()).isZero();
        assertThat(reasonOf(queue.send(Message.of("late")))).isEqualTo(Reason.STOPPED);
    }

    private Jono register() {
        JonoExtension.get(kit.system()).register(fake);
        return Jono.get(kit.system());
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }
}
