package dev.jono.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.QueueKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Asks the nodes' management ports, as anybody could. */
final class ManagementClient {
    /** The names under which the cluster lists its queues' shards, and their number, which is fixed for life. */
    private static final String SHARDS_PATH = "/cluster/shards/jono-queue";

    private static final String QUEUES_PATH = "/jono/v1/queues";
    private static final int SHARDS = 128;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ObjectMapper json = new ObjectMapper();
    private final List<Integer> ports;

    ManagementClient(List<Integer> ports) {
        this.ports = ports;
    }

    String address(int node) {
        return "http://" + Ports.HOST + ":" + ports.get(node);
    }

    /** Returns which of the queues a node owns; empty if it does not answer. */
    Set<String> ownedBy(int node, List<String> queues) {
        Set<String> owned = new HashSet<>();
        get(node, SHARDS_PATH).ifPresent(answer -> {
            Set<String> shards = new HashSet<>();
            answer.path("regions")
                    .forEach(shard -> shards.add(shard.path("shardId").asText()));
            queues.stream().filter(queue -> shards.contains(shardOf(queue))).forEach(owned::add);
        });
        return owned;
    }

    /** Returns how many messages all queues hold together, as far as they answer; empty if no node does. */
    OptionalLong depth() {
        for (int node = 0; node < ports.size(); node++) {
            Optional<JsonNode> answer = get(node, QUEUES_PATH);
            if (answer.isPresent()) {
                long depth = 0;
                for (JsonNode queue : answer.get().path("queues")) {
                    // A queue that does not answer is not known to be empty.
                    depth += queue.path("depth").asLong(1);
                }
                return OptionalLong.of(depth);
            }
        }
        return OptionalLong.empty();
    }

    private static String shardOf(String queue) {
        String entity = new QueueKey(new QueueName(queue), 0, 1).toString();
        return Integer.toString(Math.abs(entity.hashCode() % SHARDS));
    }

    private Optional<JsonNode> get(int node, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address(node) + path))
                .timeout(TIMEOUT)
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == OK ? Optional.of(json.readTree(response.body())) : Optional.empty();
        } catch (IOException unreachable) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
