package dev.jono.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Talks to a node's management port. Whatever goes wrong is a {@link CliException}. */
final class NodeClient {
    static final ObjectMapper MAPPER = new ObjectMapper();

    /** Longer than any answer of a node takes: a send rides out a failover for a minute. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;

    NodeClient(URI base) {
        this.base = base;
    }

    /**
     * What a node answered.
     *
     * @param status the HTTP status
     * @param json the body
     */
    record Reply(int status, JsonNode json) {
        boolean isError() {
            return status >= 400;
        }

        String message() {
            return json.path("message").asText("the node answered with status " + status);
        }

        Reply orThrow() {
            if (isError()) {
                throw new CliException(message());
            }
            return this;
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    JsonNode get(String path) {
        return call(HttpRequest.newBuilder(uri(path)).GET()).orThrow().json();
    }

    JsonNode put(String path, ObjectNode body) {
        return call(withBody(path).PUT(publisher(body))).orThrow().json();
    }

    /** Returns also what is an error: some answers say more than that. */
    Reply post(String path, ObjectNode body) {
        return call(withBody(path).POST(publisher(body)));
    }

    private HttpRequest.Builder withBody(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json");
    }

    private URI uri(String path) {
        String start = base.toString();
        return URI.create((start.endsWith("/") ? start.substring(0, start.length() - 1) : start) + path);
    }

    private static HttpRequest.BodyPublisher publisher(ObjectNode body) {
        return HttpRequest.BodyPublishers.ofString(body.toString());
    }

    private Reply call(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response =
                    client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), json(response));
        } catch (ConnectException refused) {
            throw new CliException(
                    "no node answers at " + base + "; start one with 'jono node', or name another with --url", refused);
        } catch (HttpTimeoutException late) {
            throw new CliException("the node at " + base + " did not answer in time", late);
        } catch (IOException broken) {
            throw new CliException("the connection to " + base + " broke: " + broken.getMessage(), broken);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted", stop);
        }
    }

    private JsonNode json(HttpResponse<byte[]> response) throws IOException {
        try {
            return MAPPER.readTree(response.body());
        } catch (JsonProcessingException other) {
            throw new CliException(
                    base + " is not the management port of a Jono node (status " + response.statusCode()
                            + ", not JSON); it is 7626 by default",
                    other);
        }
    }
}
