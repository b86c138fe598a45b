package dev.jono.cluster.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Calls a node's HTTP port. */
public final class HttpCalls {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;

    public HttpCalls(URI base) {
        this.base = base;
    }

    /**
     * What came back.
     *
     * @param status the HTTP status
     * @param json the body
     */
    public record Reply(int status, JsonNode json) {}

    /** Calls with a body of JSON; an empty one for none. */
    public Reply call(String method, String path, String body) {
        return call(method, path, body, "application/json");
    }

    /** Calls with a body of some content type. */
    public Reply call(String method, String path, String body, String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
        if (!body.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response = client.send(
                    request.method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), json(response.body()));
        } catch (IOException failure) {
            throw new AssertionError("The node cannot be called", failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    private static JsonNode json(String body) {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException text) {
            return MAPPER.getNodeFactory().textNode(body);
        }
    }
}
