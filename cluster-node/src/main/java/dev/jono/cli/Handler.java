package dev.jono.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a command for each message, and extends the message's lease meanwhile. */
final class Handler {
    private final NodeClient client;
    private final String path;
    private final String command;
    private volatile @Nullable Process running;

    Handler(NodeClient client, String path, String command) {
        this.client = client;
        this.path = path;
        this.command = command;
    }

    /** Returns the command's exit status. */
    int run(JsonNode delivery) {
        try {
            Process process = start(delivery);
            running = process;
            feed(process, payload(delivery));
            long leaseMillis = delivery.path("leaseMillis").asLong();
            while (!process.waitFor(Math.max(1, leaseMillis / 3), TimeUnit.MILLISECONDS)) {
                extend(delivery, leaseMillis);
            }
            running = null; // its number may be another process's by the time of a stop
            return process.exitValue();
        } catch (IOException failure) {
            throw new CliException("the command cannot be run: " + failure.getMessage(), failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted", stop);
        }
    }

    /** Ends the command that runs now, if any: nobody would extend its message's lease any more. */
    void stop() {
        Process process = running;
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private Process start(JsonNode delivery) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        String id = delivery.path("id").asText();
        builder.environment().put("JONO_QUEUE", id.substring(0, Math.max(0, id.indexOf('/'))));
        builder.environment().put("JONO_MESSAGE_ID", id);
        builder.environment().put("JONO_ATTEMPT", delivery.path("attempt").asText());
        return builder.start();
    }

    private static void feed(Process process, byte[] payload) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(payload);
        } catch (IOException notRead) {
            // The command may end without reading all of its input: its exit status says how it went.
            return;
        }
    }

    /** A lease that cannot be extended shows when the message is settled. */
    private void extend(JsonNode delivery, long leaseMillis) {
        ObjectNode body = NodeClient.object();
        body.set("id", delivery.path("id"));
        body.set("token", delivery.path("token"));
        body.put("outcome", "extend");
        body.put("leaseMillis", leaseMillis);
        client.post(path + "/settle", body);
    }

    private static byte[] payload(JsonNode delivery) {
        return delivery.has("text")
                ? delivery.path("text").asText().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(delivery.path("base64").asText());
    }
}
