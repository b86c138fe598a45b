package dev.jono.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jono.benchmark.system.Candidate;
import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Programs;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Works;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * BullMQ on Redis: a Redis, a Node process that adds jobs and one that works on them. The harness speaks to both over pipes, so
 * that jobs come from and go to the same place as with every other system.
 */
record BullMq() implements Candidate {
    /** Where the Node program lies in the source tree. */
    private static final Path SCRIPT = Path.of("benchmark-peers", "bullmq");

    /** Not 'npm ci': it refuses a lock file that leaves out what is optional for other platforms. */
    private static final String INSTALL = "npm install --no-save --prefix " + SCRIPT;

    private static final String HOME_PROPERTY = "jono.home";
    private static final String REDIS_VERSION = "redis_version:";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "bullmq";
    }

    @Override
    public String title() {
        return "BullMQ on Redis";
    }

    @Override
    public Role role() {
        return Role.PEER;
    }

    @Override
    public String durability() {
        return "Redis with an append-only file that is forced to disk every second: a confirm survives the process, a loss of power takes"
                + " up to a second. Each consumer is a worker with a concurrency of 50; jobs are removed when they are completed.";
    }

    @Override
    public boolean syncsFirst() {
        return false;
    }

    @Override
    public Optional<String> missing() {
        if (Programs.find("redis-server").isEmpty() || Programs.find("node").isEmpty()) {
            return Optional.of("install it with 'apt-get install redis-server nodejs npm', and '" + INSTALL + "'"
                    + " (Redis's service need not run; the benchmark starts its own)");
        }
        return Files.exists(script().resolve("node_modules"))
                ? Optional.empty()
                : Optional.of("install it with '" + INSTALL + "'");
    }

    @Override
    public Optional<String> unfit(String work) {
        return work.equals(Works.QUEUES)
                ? Optional.of(
                        "a worker has a blocking connection of its own; a thousand of them measure connections, not queues")
                : Optional.empty();
    }

    @Override
    public SystemUnderTest start(Site site) throws Exception {
        int port = FreePorts.find(1).get(0);
        Server redis = Server.program("redis", site.folder(), Map.of(), redisCommand(port, site.folder()));
        try {
            redis.awaitReady(PATIENCE, () -> ping(port));
            return new BullMqRunning(
                    redis, node(site, "produce", port), node(site, "consume", port), about(port), site.alarm());
        } catch (Exception e) {
            redis.close();
            throw e;
        }
    }

    private static Server node(Site site, String role, int port) throws IOException {
        return Server.talking(
                "bullmq-" + role,
                site.folder(),
                List.of(
                        Programs.find("node").orElseThrow().toString(),
                        script().resolve("bridge.mjs").toString(),
                        role,
                        String.valueOf(port)));
    }

    private static List<String> redisCommand(int port, Path folder) {
        return List.of(
                Programs.find("redis-server").orElseThrow().toString(),
                "--bind",
                FreePorts.HOST,
                "--port",
                String.valueOf(port),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--maxmemory-policy",
                "noeviction");
    }

    private static void ping(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
            if (socket.getInputStream().read() != '+') {
                throw new IOException("Redis is loading");
            }
        }
    }

    private static Map<String, String> about(int port) throws IOException, InterruptedException {
        Process node = new ProcessBuilder(Programs.find("node").orElseThrow().toString(), "--version").start();
        String nodeVersion = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        node.waitFor();
        JsonNode installed = new ObjectMapper()
                .readTree(script().resolve("node_modules/bullmq/package.json").toFile());
        return Map.of(
                "Redis", redisVersion(port),
                "BullMQ", installed.path("version").asText(),
                "Node", nodeVersion);
    }

    private static String redisVersion(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("INFO server\r\n".getBytes(StandardCharsets.UTF_8));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(REDIS_VERSION)) {
                    return line.substring(REDIS_VERSION.length());
                }
            }
            throw new IOException("Redis tells no version of itself");
        }
    }

    private static Path script() {
        return Path.of(System.getProperty(HOME_PROPERTY, ".")).resolve(SCRIPT).toAbsolutePath();
    }
}
