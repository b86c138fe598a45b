package dev.jono.cluster.testkit;

import com.typesafe.config.ConfigFactory;
import dev.jono.cluster.JonoConfig;
import dev.jono.cluster.JonoNode;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A {@link ForkedNode}'s process: a node with the configuration of its one argument, until its parent ends. */
final class ForkedNodeMain {
    private ForkedNodeMain() {}

    /** Runs the node; standard input ends with the parent. */
    public static void main(String[] arguments) throws IOException {
        JonoNode.start(ActorSystem.create(
                Behaviors.empty(), TestNodes.CLUSTER, JonoConfig.over(ConfigFactory.parseString(arguments[0]))));
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
