package dev.jono.examples;

import dev.jono.api.ConsumerSettings;
import dev.jono.api.Jono;
import dev.jono.api.Message;
import dev.jono.api.Queue;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** How a service embeds a node; the README shows the part between the marks. */
final class Embed {
    private Embed() {}

    // readme: start
    public static void main(String[] args) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "shop", JonoConfig.load());
        JonoNode.start(system).ready().toCompletableFuture().join();

        Queue orders = Jono.get(system).declare("orders").toCompletableFuture().join();

        orders.consume(ConsumerSettings.DEFAULT, delivery -> {
            System.out.println(
                    delivery.info().id() + ", attempt " + delivery.info().attempt());
            return ship(delivery.message().text()); // done: acked. failed: tried again, at last dead-lettered
        });

        orders.send(Message.of("{\"order\": 4711}")).thenAccept(id -> System.out.println("stored durably as " + id));
    }
    // readme: end

    private static CompletionStage<String> ship(String order) {
        return CompletableFuture.completedFuture("shipped " + order);
    }
}
