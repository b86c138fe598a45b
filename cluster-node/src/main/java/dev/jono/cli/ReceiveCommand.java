package dev.jono.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.api.QueueName;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jono receive}. */
@Command(
        name = "receive",
        description =
                "Prints the queue's messages and acks them; or runs a command for each, with the payload on its standard"
                        + " input, and acks if it exits with 0 and gives the message back otherwise. Ends when the queue is empty.")
final class ReceiveCommand implements Runnable {
    private static final int BATCH_MESSAGES = 100;
    private static final long SHORT_WAIT_MILLIS = 1_000;
    private static final long LONG_WAIT_MILLIS = 20_000;

    @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
    private @Nullable QueueName queue;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--exec",
            paramLabel = "COMMAND",
            description =
                    "Run this by 'sh -c' for each message. It finds JONO_QUEUE, JONO_MESSAGE_ID and JONO_ATTEMPT in its"
                            + " environment; its lease is extended while it runs.")
    private @Nullable String command;

    @Option(names = "--count", paramLabel = "N", description = "End after so many messages.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--wait", description = "Wait for more when the queue is empty, until --count or Ctrl-C.")
    private boolean waits;

    @Option(names = "--json", description = "Print each delivery as a JSON object, not its payload alone.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandErrors.requireWithin(Given.of(spec), "--count", count, 1, Long.MAX_VALUE);
        NodeClient client = node.client();
        String path = QueueNames.path(Given.of(queue));
        Optional<Handler> handler = Optional.ofNullable(command).map(text -> new Handler(client, path, text));
        handler.ifPresent(running -> Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "stop-command")));
        long left = count;
        while (left > 0) {
            // A command may take long, and what waits behind it would lose its lease.
            long max = handler.isPresent() ? 1 : Math.min(left, BATCH_MESSAGES);
            ObjectNode body = NodeClient.object();
            body.put("max", max);
            body.put("waitMillis", waits ? LONG_WAIT_MILLIS : SHORT_WAIT_MILLIS);
            JsonNode deliveries =
                    client.post(path + "/receive", body).orThrow().json().path("deliveries");
            if (deliveries.isEmpty() && !waits) {
                return;
            }
            if (!deliveries.isEmpty()) {
                ArrayNode settlements =
                        handler.isPresent() ? runFor(handler.get(), deliveries.get(0)) : print(deliveries);
                settle(client, path, settlements);
            }
            left -= deliveries.size();
        }
    }

    private ArrayNode runFor(Handler handler, JsonNode delivery) {
        int status = handler.run(delivery);
        if (status != 0) {
            say("the command exited with " + status + " for message "
                    + delivery.path("id").asText() + ", which is given back");
        }
        return NodeClient.MAPPER.createArrayNode().add(outcome(delivery, status));
    }

    private ArrayNode print(JsonNode deliveries) {
        ArrayNode acks = NodeClient.MAPPER.createArrayNode();
        PrintWriter out = Given.of(spec).commandLine().getOut();
        for (JsonNode delivery : deliveries) {
            out.println(json ? delivery.toString() : payload(delivery));
            acks.add(outcome(delivery, 0));
        }
        // Acked only once it is out: a reader that has gone must not lose a message.
        if (out.checkError()) {
            throw new CliException("the output cannot be written; what was not printed comes back after its lease");
        }
        return acks;
    }

    private void settle(NodeClient client, String path, ArrayNode settlements) {
        ObjectNode body = NodeClient.object();
        body.set("settlements", settlements);
        NodeClient.Reply reply = client.post(path + "/settle", body);
        if (reply.isError() && reply.json().path("error").asText().equals("LEASE_LOST")) {
            say(reply.message());
        } else {
            reply.orThrow();
        }
    }

    private void say(String text) {
        Given.of(spec).commandLine().getErr().println("jono: " + text);
    }

    private static ObjectNode outcome(JsonNode delivery, int status) {
        ObjectNode settlement = NodeClient.object();
        settlement.set("id", delivery.path("id"));
        settlement.set("token", delivery.path("token"));
        settlement.put("outcome", status == 0 ? "ack" : "nack");
        if (status != 0) {
            settlement.put("error", "The command exited with " + status);
        }
        return settlement;
    }

    private static String payload(JsonNode delivery) {
        return delivery.path(delivery.has("text") ? "text" : "base64").asText();
    }
}
