package dev.jono.examples;

import com.typesafe.config.Config;
import dev.jono.api.ConsumerSettings;
import dev.jono.api.Jono;
import dev.jono.api.JsonCodec;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorSystem;

/** A node of the demo's cluster: a service that hosts queues and consumes from all of them. */
public final class NodeMain {
    private static final ConsumerSettings CONSUMER = ConsumerSettings.builder()
            .capacity(16)
            .concurrency(2)
            .maxHandling(RunSettings.MAX_HANDLING)
            .build();

    private NodeMain() {}

    /** Started by the demo with a configuration file. */
    public static void main(String[] arguments) {
        Child.run(NodeMain::consume);
    }

    private static void consume(Child child, ActorSystem<Void> system, Config settings) {
        AuditFile audit = new AuditFile(Path.of(settings.getString("audit")));
        Hangs hangs = new Hangs(settings.getInt("hang-every"), settings.getInt("hangs"));
        Jono jono = Jono.get(system);
        for (String queue : Plan.QUEUES) {
            jono.queue(queue, JsonCodec.of(Task.class)).consume(CONSUMER, new VerifyHandler(queue, audit, hangs));
        }
        child.say(Child.READY, "");
    }
}
