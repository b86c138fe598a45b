package dev.jono.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.api.QueueName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jono send}. */
@Command(
        name = "send",
        description =
                "Sends each line of the input as a message, and says how many were confirmed: stored durably. Stops at"
                        + " the first that is not.")
final class SendCommand implements Runnable {
    private static final int BATCH_MESSAGES = 500;
    private static final int BATCH_CHARACTERS = 1024 * 1024;

    @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
    private @Nullable QueueName queue;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(names = "--file", paramLabel = "FILE", description = "Read the lines from a file, not the standard input.")
    private @Nullable Path file;

    @Option(names = "--base64", description = "Each line is a payload in Base64.")
    private boolean base64;

    @Option(names = "--content-type", paramLabel = "TYPE", description = "What the payloads are.")
    private @Nullable String contentType;

    @Option(names = "--header", paramLabel = "NAME=TEXT", description = "A header for each message; may be repeated.")
    private Map<String, String> headers = Map.of();

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "How long each message waits before its first delivery.")
    private @Nullable Duration delay;

    @Option(names = "--ttl", paramLabel = "TIME", description = "How long each message may wait before it expires.")
    private @Nullable Duration timeToLive;

    @Spec
    private @Nullable CommandSpec spec;

    private long confirmed;

    @Override
    public void run() {
        try (BufferedReader lines = input()) {
            sendAll(lines);
        } catch (NoSuchFileException missing) {
            throw new CliException("there is no file " + missing.getFile(), missing);
        } catch (IOException unreadable) {
            throw new CliException("the input cannot be read: " + unreadable.getMessage(), unreadable);
        } finally {
            Given.of(spec).commandLine().getOut().println("Confirmed " + confirmed + ".");
            Given.of(spec).commandLine().getOut().flush();
        }
    }

    private void sendAll(BufferedReader lines) throws IOException {
        NodeClient client = node.client();
        ArrayNode batch = NodeClient.MAPPER.createArrayNode();
        int characters = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            batch.add(message(line));
            characters += line.length();
            boolean full = batch.size() >= BATCH_MESSAGES || characters >= BATCH_CHARACTERS;
            // What a pipe has not brought yet is not waited for.
            if (full || !lines.ready()) {
                send(client, batch);
                batch = NodeClient.MAPPER.createArrayNode();
                characters = 0;
            }
        }
        if (!batch.isEmpty()) {
            send(client, batch);
        }
    }

    private void send(NodeClient client, ArrayNode batch) {
        ObjectNode body = NodeClient.object();
        body.set("messages", batch);
        NodeClient.Reply reply = client.post(QueueNames.path(Given.of(queue)) + "/messages", body);
        confirmed += reply.json().path("confirmed").asLong(0);
        reply.orThrow();
    }

    private ObjectNode message(String line) {
        ObjectNode message = NodeClient.object();
        message.put(base64 ? "base64" : "text", line);
        message.put("contentType", contentType);
        if (!headers.isEmpty()) {
            ObjectNode json = message.putObject("headers");
            headers.forEach(json::put);
        }
        if (delay != null) {
            message.put("delayMillis", delay.toMillis());
        }
        if (timeToLive != null) {
            message.put("timeToLiveMillis", timeToLive.toMillis());
        }
        return message;
    }

    private BufferedReader input() throws IOException {
        return file != null
                ? Files.newBufferedReader(file, StandardCharsets.UTF_8)
                : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
}
