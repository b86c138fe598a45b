package dev.jono.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.api.QueueName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jono declare}. */
@Command(
        name = "declare",
        description =
                "Declares a queue, and its dead-letter queue with it. The same again is harmless; other settings are an"
                        + " error. What is left out has its default.")
final class DeclareCommand implements Runnable {
    @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
    private @Nullable QueueName queue;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(names = "--lease", paramLabel = "TIME", description = "How long a consumer holds a message, as in 30s.")
    private @Nullable Duration lease;

    @Option(names = "--max-attempts", paramLabel = "N", description = "How often a message is tried; 0 for no limit.")
    private @Nullable Integer maxAttempts;

    @Option(names = "--backoff", paramLabel = "TIME", description = "The wait after the first failure.")
    private @Nullable Duration backoff;

    @Option(names = "--backoff-cap", paramLabel = "TIME", description = "The longest wait after a failure.")
    private @Nullable Duration backoffCap;

    @Option(names = "--dead-letter-queue", paramLabel = "QUEUE", description = "Where dead letters go.")
    private @Nullable QueueName deadLetterQueue;

    @Option(names = "--max-messages", paramLabel = "N", description = "The most messages that the queue holds.")
    private @Nullable Long maxMessages;

    @Option(names = "--max-bytes", paramLabel = "N", description = "The most bytes that the queue holds.")
    private @Nullable Long maxBytes;

    @Option(names = "--max-message-bytes", paramLabel = "N", description = "The largest message.")
    private @Nullable Integer maxMessageBytes;

    @Option(names = "--deduplication-window", paramLabel = "TIME", description = "How long deduplication ids count.")
    private @Nullable Duration deduplicationWindow;

    @Option(names = "--max-deduplication-ids", paramLabel = "N", description = "The most ids remembered.")
    private @Nullable Integer maxDeduplicationIds;

    @Option(names = "--dead-letter-expired", description = "Expired messages go to the dead-letter queue, not away.")
    private boolean deadLetterExpired;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        QueueName name = Given.of(queue);
        node.client().put(QueueNames.path(name), settings());
        Given.of(spec).commandLine().getOut().println("Queue " + name + " is declared.");
    }

    private ObjectNode settings() {
        ObjectNode settings = NodeClient.object();
        putMillis(settings, "leaseMillis", lease);
        settings.put("maxAttempts", maxAttempts);
        if (backoff != null || backoffCap != null) {
            ObjectNode json = settings.putObject("backoff");
            putMillis(json, "firstMillis", backoff);
            putMillis(json, "capMillis", backoffCap);
        }
        settings.put("deadLetterQueue", deadLetterQueue == null ? null : deadLetterQueue.value());
        settings.put("maxMessages", maxMessages);
        settings.put("maxBytes", maxBytes);
        settings.put("maxMessageBytes", maxMessageBytes);
        putMillis(settings, "deduplicationWindowMillis", deduplicationWindow);
        settings.put("maxDeduplicationIds", maxDeduplicationIds);
        settings.put("deadLetterExpired", deadLetterExpired);
        return settings;
    }

    private static void putMillis(ObjectNode json, String name, @Nullable Duration duration) {
        if (duration != null) {
            json.put(name, duration.toMillis());
        }
    }
}
