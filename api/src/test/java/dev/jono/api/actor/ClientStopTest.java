package dev.jono.api.actor;

import static dev.jono.api.actor.Stages.PATIENCE;
import static dev.jono.api.actor.Stages.get;
import static dev.jono.api.actor.Stages.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jono.api.Delivery;
import dev.jono.api.Jono;
import dev.jono.api.JonoException;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.ProducerSettings;
import dev.jono.api.Queue;
import dev.jono.api.RunningConsumer;
import dev.jono.api.protocol.QueueCommand;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the client does while the actor system goes down, and after that. */
class ClientStopTest {
    private static final Config WITHOUT_SHUTDOWN =
            ConfigFactory.parseString("pekko.coordinated-shutdown.run-by-actor-system-terminate = off");

    private final FakeQueue fake = new FakeQueue();
    private ActorTestKit kit = ActorTestKit.create("stop");

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void a_running_handler_finishes_and_may_send_to_a_queue_that_was_not_used_before() throws Exception {
        Jono jono = register();
        CompletableFuture<Void> open = new CompletableFuture<>();
        CompletableFuture<Void> started = new CompletableFuture<>();
        CompletableFuture<MessageId> sent = new CompletableFuture<>();
        jono.queue("orders").consume(delivery -> {
            started.complete(null);
            return open.thenCompose(go -> jono.queue("log").send(Message.of("from the handler")))
                    .whenComplete((id, failure) -> sent.complete(id));
        });
        fake.put("a");
        get(started);
        CompletionStage<Done> down = CoordinatedShutdown.get(kit.system()).runAll(CoordinatedShutdown.unknownReason());
        // The fake is every queue in one: a consumer with credit left would get what its handler sends, and give it
        // back.
        await().atMost(PATIENCE).until(() -> fake.lastRefresh().capacity() == 0 && fake.consumers() == 1);
        open.complete(null);
        assertThat(get(sent)).isNotNull();
        get(down);
        assertThat(fake.settled())
                .extracting(QueueCommand.Settlement::outcome)
                .containsExactly(QueueCommand.Ack.INSTANCE);
    }

    @Test
    void after_the_shutdown_everything_answers_that_it_is_stopped() throws Exception {
        Jono jono = register();
        Queue used = jono.queue("orders");
        get(used.send(Message.of("a")));
        RunningConsumer consumer = used.consume(Delivery::ack);
        get(CoordinatedShutdown.get(kit.system()).runAll(CoordinatedShutdown.unknownReason()));
        get(consumer.stop());
        for (Queue queue : new Queue[] {used, jono.queue("never-used")}) {
            assertThat(reasonOf(queue.send(Message.of("late")))).isEqualTo(Reason.STOPPED);
            assertThat(reasonOf(queue.status())).isEqualTo(Reason.STOPPED);
            assertThatThrownBy(() -> queue.consume(Delivery::ack))
                    .isInstanceOfSatisfying(
                            JonoException.class,
                            stopped -> assertThat(stopped.reason()).isEqualTo(Reason.STOPPED));
        }
    }

    @Test
    void what_is_used_for_the_first_time_while_the_rest_stops_is_refused() throws Exception {
        ActorJono jono = new ActorJono(kit.system(), fake, ProducerSettings.DEFAULT);
        get(jono.stopAll());
        assertThat(reasonOf(jono.queue("orders").send(Message.of("late")))).isEqualTo(Reason.STOPPED);
        assertThatThrownBy(() -> jono.queue("orders").consume(Delivery::ack)).isInstanceOf(JonoException.class);
        assertThat(fake.received(QueueCommand.class)).isEmpty();
    }

    @Test
    void an_actor_system_that_ends_without_its_shutdown_answers_all_the_same() throws Exception {
        kit.shutdownTestKit();
        kit = ActorTestKit.create("abrupt", WITHOUT_SHUTDOWN.withFallback(ConfigFactory.load()));
        Queue queue = register().queue("orders");
        get(queue.send(Message.of("a")));
        RunningConsumer consumer = queue.consume(Delivery::ack);
        kit.system().terminate();
        get(kit.system().getWhenTerminated());
        get(consumer.stop());
        assertThat(reasonOf(queue.send(Message.of("late")))).isEqualTo(Reason.STOPPED);
        assertThat(reasonOf(queue.purge())).isEqualTo(Reason.STOPPED);
    }

    private Jono register() {
        JonoExtension.get(kit.system()).register(fake);
        return Jono.get(kit.system());
    }
}
