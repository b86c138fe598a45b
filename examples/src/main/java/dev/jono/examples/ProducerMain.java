package dev.jono.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import dev.jono.api.Backoff;
import dev.jono.api.Delivery;
import dev.jono.api.DeliveryHandler;
import dev.jono.api.Jono;
import dev.jono.api.JsonCodec;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import dev.jono.examples.AuditLine.What;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The demo's producing service: it has no queues of its own, declares the cluster's, sends one message for each file, and collects the
 * dead letters.
 */
public final class ProducerMain {
    /** What the parent says when the first message may go. */
    static final String GO = "go";

    /** What the parent says when the last third may go. */
    static final String REST = "rest";

    /** What the producer says when every message has been answered. */
    static final String ANSWERED = "answered";

    private static final QueueSettings QUEUE = QueueSettings.builder()
            .lease(RunSettings.LEASE)
            .maxAttempts(5)
            .backoff(new Backoff(Duration.ofMillis(500), 2, Duration.ofSeconds(5), 0.2))
            .deadLetterQueue(new QueueName(Plan.DEAD_LETTERS))
            .build();

    /** The header in which a dead letter keeps the id that it was first given. */
    private static final String ORIGIN = Message.RESERVED_PREFIX + "origin-id";

    private static final JsonCodec<Task> CODEC = JsonCodec.of(Task.class);

    private ProducerMain() {}

    /** Started by the demo with a configuration file. */
    public static void main(String[] arguments) {
        Child.run(ProducerMain::produce);
    }

    private static void produce(Child child, ActorSystem<Void> system, Config settings) throws Exception {
        Plan plan = plan(settings);
        Jono jono = Jono.get(system);
        for (String queue : Plan.QUEUES) {
            jono.declare(queue, QUEUE).toCompletableFuture().get();
        }
        AuditFile letters = new AuditFile(Path.of(settings.getString("letters")));
        jono.queue(Plan.DEAD_LETTERS).consume(DeliveryHandler.blocking(delivery -> collect(delivery, letters)));
        child.say(Child.READY, "");
        child.heard(GO).get();
        try (AuditFile sends = new AuditFile(Path.of(settings.getString("sends")));
                AuditFile answers = new AuditFile(Path.of(settings.getString("answers")))) {
            Sender sender = new Sender(jono, CODEC, sends, answers, settings.getInt("send-per-second"));
            sender.send(plan, 0, plan.size() * 2 / 3);
            child.heard(REST).get();
            sender.send(plan, plan.size() * 2 / 3, plan.size());
            sender.awaitAnswers();
        }
        child.say(ANSWERED, plan.size());
    }

    private static Plan plan(Config settings) throws Exception {
        Input input = new Input(Path.of(settings.getString("input")), settings.getBoolean("is-repository"));
        Path planted = Path.of(settings.getString("planted"));
        return new Plan(input.artifacts(), settings.getInt("messages"), Workspace.plantedArtifacts(planted));
    }

    /** Notes a dead letter before it is acked. */
    private static void collect(Delivery delivery, AuditFile letters) throws Exception {
        Task task = CODEC.decode(delivery.message());
        String detail = delivery.info().id() + " " + new ObjectMapper().writeValueAsString(task);
        letters.append(AuditLine.of(What.DEAD, queueOf(delivery), task.id(), detail));
    }

    /** The queue that it was sent to, which its first id names. */
    private static String queueOf(Delivery delivery) {
        return delivery.message()
                .header(ORIGIN)
                .map(id -> MessageId.parse(id).queue().value())
                .orElse(Plan.DEAD_LETTERS);
    }
}
