package dev.jono.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jono queues}. */
@Command(
        name = "queues",
        description =
                "Lists the queues: messages in all, leased to consumers, waiting for their time, and dead-lettered since"
                        + " the queue was declared.")
final class QueuesCommand implements Runnable {
    private static final List<String> COLUMNS = List.of("depth", "leased", "delayed", "deadLettered", "consumers");
    private static final List<String> TITLES = List.of("QUEUE", "DEPTH", "LEASED", "DELAYED", "DEAD", "CONSUMERS");

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(names = "--json", description = "Print what the node says, as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        JsonNode answer = node.client().get("/jono/v1/queues");
        PrintWriter out = Given.of(spec).commandLine().getOut();
        if (json) {
            out.println(answer);
        } else {
            print(answer.path("queues"), out);
        }
        out.flush();
    }

    private static void print(JsonNode queues, PrintWriter out) {
        if (queues.isEmpty()) {
            out.println("There are no queues. Declare one with 'jono declare QUEUE'.");
            return;
        }
        int width = TITLES.get(0).length();
        for (JsonNode queue : queues) {
            width = Math.max(width, queue.path("queue").asText().length());
        }
        out.println(row(TITLES, width));
        for (JsonNode queue : queues) {
            List<String> cells = new ArrayList<>();
            cells.add(queue.path("queue").asText());
            if (queue.has("error")) {
                cells.add(queue.path("error").asText());
            } else {
                COLUMNS.forEach(column -> cells.add(queue.path(column).asText()));
            }
            out.println(row(cells, width));
        }
    }

    private static String row(List<String> cells, int width) {
        StringBuilder row = new StringBuilder(String.format("%-" + width + "s", cells.get(0)));
        cells.stream().skip(1).forEach(cell -> row.append(String.format(" %10s", cell)));
        return row.toString();
    }
}
