package dev.jono.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.api.QueueName;
import dev.jono.api.QueueSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
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
    private static final int MOST_BYTES = QueueSettings.MAX_MESSAGE_BYTES_LIMIT;
    private static final int MOST_BASE64_CHARACTERS = (MOST_BYTES + 2) / 3 * 4;

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

    @Override
    public void run() {
        SendBatch batch = new SendBatch(node.client(), QueueNames.path(Given.of(queue)) + "/messages");
        try (InputLines lines = input()) {
            sendAll(lines, batch);
        } catch (NoSuchFileException missing) {
            throw new CliException("there is no file " + missing.getFile(), missing);
        } catch (IOException unreadable) {
            throw new CliException("the input cannot be read: " + unreadable.getMessage(), unreadable);
        } finally {
            Given.of(spec).commandLine().getOut().println("Confirmed " + batch.confirmed() + ".");
            Given.of(spec).commandLine().getOut().flush();
        }
    }

    private void sendAll(InputLines lines, SendBatch batch) throws IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            ObjectNode message;
            try {
                message = message(line);
            } catch (CliException wrong) {
                batch.send();
                throw new CliException("line " + lines.number() + " " + wrong.getMessage(), wrong);
            }
            batch.add(lines.number(), message);
            // What a pipe has not brought yet is not waited for.
            if (!lines.isReady()) {
                batch.send();
            }
        }
        batch.send();
    }

    private ObjectNode message(byte[] line) {
        if (line.length > (base64 ? MOST_BASE64_CHARACTERS : MOST_BYTES)) {
            throw new CliException("is longer than " + MOST_BYTES + " bytes, which no queue takes; store large content"
                    + " elsewhere and send its name");
        }
        ObjectNode message = NodeClient.object();
        message.put(base64 ? "base64" : "text", base64 ? base64(line) : text(line));
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

    /** A byte that is no character is refused, not replaced: what is confirmed is what was given. */
    private static String text(byte[] line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException binary) {
            throw new CliException("is not UTF-8; send bytes in Base64, with --base64", binary);
        }
    }

    private static String base64(byte[] line) {
        try {
            Base64.getDecoder().decode(line);
            return new String(line, StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException malformed) {
            throw new CliException("is not Base64: " + malformed.getMessage(), malformed);
        }
    }

    private InputLines input() throws IOException {
        return new InputLines(
                file != null ? Files.newInputStream(file) : System.in, base64 ? MOST_BASE64_CHARACTERS : MOST_BYTES);
    }
}
