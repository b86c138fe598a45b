package dev.jono.benchmark.systems;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jono.api.protocol.QueueKey;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;

/** Which node owns a queue, asked of the nodes' management ports, as anybody could. */
final class ShardOwners {
    /** The name under which Jono's queues are sharded; part of their actors' paths, too. */
    static final String TYPE_NAME = "jono-queue";

    private static final int SHARDS = 128;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final List<Integer> managementPorts;

    ShardOwners(List<Integer> managementPorts) {
        this.managementPorts = managementPorts;
    }

    /** Returns the index of the node that owns a queue. */
    int ownerOf(QueueKey key) throws IOException, InterruptedException {
        String shard = new HashCodeMessageExtractor<>(SHARDS).shardId(key.toString());
        for (int node = 0; node < managementPorts.size(); node++) {
            for (JsonNode hosted : shardsOf(node)) {
                if (hosted.path("shardId").asText().equals(shard)) {
                    return node;
                }
            }
        }
        throw new BenchmarkException("No node says that it owns queue " + key + ".");
    }

    private JsonNode shardsOf(int node) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://" + FreePorts.HOST + ":" + managementPorts.get(node) + "/cluster/shards/" + TYPE_NAME);
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
        return new ObjectMapper().readTree(response.body()).path("regions");
    }
}
