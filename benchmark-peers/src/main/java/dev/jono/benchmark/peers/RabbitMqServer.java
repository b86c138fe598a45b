package dev.jono.benchmark.peers;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Programs;
import dev.jono.benchmark.system.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A RabbitMQ of one node with its own ports, data and name service, so that it meets no other one on the machine. */
final class RabbitMqServer implements AutoCloseable {
    /** Where Debian has the program itself; the one on the path only lets root and its own user in. */
    private static final String FOLDER = "/usr/lib/rabbitmq/bin";

    private static final String PROGRAM = "rabbitmq-server";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Server nameService;
    private final Server broker;
    private final ConnectionFactory connections;

    private RabbitMqServer(Server nameService, Server broker, ConnectionFactory connections) {
        this.nameService = nameService;
        this.broker = broker;
        this.connections = connections;
    }

    static Optional<Path> program() {
        return Programs.find(PROGRAM, FOLDER);
    }

    static RabbitMqServer start(Path program, Path folder) throws IOException, InterruptedException {
        List<Integer> ports = FreePorts.find(3);
        int names = ports.get(0);
        int broker = ports.get(1);
        Files.writeString(folder.resolve("rabbitmq.conf"), """
                listeners.tcp.1 = %s:%d
                loopback_users = none
                log.file.level = warning
                """.formatted(FreePorts.HOST, broker));
        Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
        Path epmd = Programs.find("epmd").orElseThrow();
        Server nameService = Server.program(
                "epmd",
                folder,
                Map.of(),
                List.of(epmd.toString(), "-port", String.valueOf(names), "-address", FreePorts.HOST));
        try {
            Server server = Server.program(
                    PROGRAM, folder, environment(folder, names, broker, ports.get(2)), List.of(program.toString()));
            return await(nameService, server, broker);
        } catch (IOException | InterruptedException | RuntimeException e) {
            nameService.close();
            throw e;
        }
    }

    private static RabbitMqServer await(Server nameService, Server server, int port) throws InterruptedException {
        ConnectionFactory connections = new ConnectionFactory();
        connections.setHost(FreePorts.HOST);
        connections.setPort(port);
        try {
            server.awaitReady(PATIENCE, () -> connections.newConnection().close());
        } catch (InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
        return new RabbitMqServer(nameService, server, connections);
    }

    private static Map<String, String> environment(Path folder, int names, int broker, int distribution) {
        return Map.ofEntries(
                Map.entry("HOME", folder.toString()),
                Map.entry("RABBITMQ_NODENAME", "jono-bench@localhost"),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", FreePorts.HOST),
                Map.entry("RABBITMQ_NODE_PORT", String.valueOf(broker)),
                Map.entry("RABBITMQ_DIST_PORT", String.valueOf(distribution)),
                Map.entry("ERL_EPMD_PORT", String.valueOf(names)),
                Map.entry("ERL_EPMD_ADDRESS", FreePorts.HOST),
                Map.entry(
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("enabled_plugins").toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
                Map.entry(
                        "RABBITMQ_CONF_ENV_FILE",
                        folder.resolve("no-environment").toString()));
    }

    Connection connect() throws Exception {
        return connections.newConnection();
    }

    /** Returns what a client connects to. */
    String uri() {
        return "amqp://" + connections.getHost() + ":" + connections.getPort();
    }

    List<ProcessHandle> handles() {
        List<ProcessHandle> all = new ArrayList<>(broker.handles());
        all.addAll(nameService.handles());
        return all;
    }

    @Override
    public void close() {
        broker.close();
        nameService.close();
    }
}
