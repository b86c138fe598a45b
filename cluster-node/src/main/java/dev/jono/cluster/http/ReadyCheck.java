package dev.jono.cluster.http;

import dev.jono.cluster.JonoNode;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;

/**
 * What {@code /ready} asks: is the node a member that is up, not fenced out, and does Cassandra answer a quorum read?
 *
 * <p>Pekko Management creates it by name, from {@code reference.conf}.
 */
public final class ReadyCheck implements Supplier<CompletionStage<Boolean>> {
    private final ActorSystem system;

    /** Called by Pekko Management. */
    public ReadyCheck(ActorSystem system) {
        this.system = system;
    }

    @Override
    public CompletionStage<Boolean> get() {
        return JonoNode.start(system).isReady();
    }
}
