package dev.jono.examples;

import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cassandra.EmbeddedCassandraException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The processes of a run: a Cassandra, three nodes and the producing service. Together they fit into 8 GiB. */
final class Cluster {
    /** As many as can lose one and still have a majority. */
    static final int NODES = 3;

    private static final int CASSANDRA_HEAP_MEGABYTES = 1024;
    private static final int NODE_HEAP_MEGABYTES = 384;
    private static final int PRODUCER_HEAP_MEGABYTES = 256;

    private final Workspace workspace;
    private final Input input;
    private final RunSettings settings;
    private final Ports ports;
    private final ManagementClient management;
    private final List<ChildProcess> nodes = new ArrayList<>();
    private final int[] starts = new int[NODES];
    private @Nullable EmbeddedCassandra cassandra;
    private @Nullable ChildProcess producer;
    private boolean stopped;

    Cluster(Workspace workspace, Input input, RunSettings settings, Ports ports) {
        this.workspace = workspace;
        this.input = input;
        this.settings = settings;
        this.ports = ports;
        this.management = new ManagementClient(ports.management());
    }

    ManagementClient management() {
        return management;
    }

    /** Starts Cassandra and returns when it answers. */
    void startCassandra() {
        EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder()
                .heapMegabytes(CASSANDRA_HEAP_MEGABYTES)
                .dataFolder(workspace.cassandra())
                .port(ports.cassandra());
        try {
            EmbeddedCassandra started = builder.start();
            synchronized (this) {
                cassandra = started;
                if (stopped) {
                    started.kill();
                }
            }
        } catch (EmbeddedCassandraException failure) {
            throw new DemoException(String.valueOf(failure.getMessage()), failure);
        }
    }

    /** Starts the nodes; the stages complete when each can be used. */
    List<CompletableFuture<String>> startNodes() {
        return IntStream.range(0, NODES)
                .mapToObj(index -> startNode(index, ports.nodes()))
                .toList();
    }

    /** Starts a killed node again, which joins those that are still there. */
    CompletableFuture<String> restartNode(int index) {
        // Not itself first, or it might form a cluster of its own.
        return startNode(
                index,
                IntStream.range(0, NODES)
                        .filter(other -> other != index)
                        .mapToObj(ports.nodes()::get)
                        .toList());
    }

    private synchronized CompletableFuture<String> startNode(int index, List<Integer> seeds) {
        String name = nodeName(index);
        starts[index]++;
        ChildConfig.node(ports, index)
                .joining(seeds)
                .set("audit", workspace.audit(name + "-" + starts[index]))
                .set("hang-every", settings.hangEvery())
                .set("hangs", settings.hangs())
                .write(workspace.configuration(name));
        ChildProcess node = start(name, NodeMain.class, NODE_HEAP_MEGABYTES);
        if (index < nodes.size()) {
            nodes.set(index, node);
        } else {
            nodes.add(node);
        }
        return node.said(Child.READY);
    }

    /** Starts the producing service; the stage completes when the queues are declared. */
    synchronized CompletableFuture<String> startProducer() {
        ChildConfig.client(ports)
                .joining(ports.nodes())
                .set("sends", workspace.audit("producer-sends"))
                .set("answers", workspace.audit("producer-answers"))
                .set("letters", workspace.audit("dead-letters"))
                .set("input", input.folder())
                .set("is-repository", input.isRepository())
                .set("planted", workspace.planted())
                .set("messages", settings.messages())
                .set("send-per-second", settings.sendPerSecond())
                .write(workspace.configuration("producer"));
        ChildProcess started = start("producer", ProducerMain.class, PRODUCER_HEAP_MEGABYTES);
        producer = started;
        return started.said(Child.READY);
    }

    private ChildProcess start(String name, Class<?> main, int heapMegabytes) {
        if (stopped) {
            throw new DemoException("The demo is being stopped.");
        }
        return ChildProcess.start(
                name, main, javaOptions(heapMegabytes), workspace.configuration(name), workspace.log(name));
    }

    private List<String> javaOptions(int heapMegabytes) {
        List<String> options = new ArrayList<>(
                List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        if (settings.isShort()) {
            // A third of the run's CPU time would go into the second compiler otherwise.
            options.add("-XX:TieredStopAtLevel=1");
        }
        return options;
    }

    static String nodeName(int index) {
        return "node-" + (index + 1);
    }

    ChildProcess node(int index) {
        return nodes.get(index);
    }

    ChildProcess producer() {
        ChildProcess started = producer;
        if (started == null) {
            throw new IllegalStateException("The producer has not been started");
        }
        return started;
    }

    /**
     * Throws when a process has ended that nobody ended.
     *
     * @param killed the node that was killed, or -1
     */
    void requireAlive(int killed) {
        for (int index = 0; index < nodes.size(); index++) {
            if (index != killed) {
                nodes.get(index).requireAlive();
            }
        }
        producer().requireAlive();
        EmbeddedCassandra running = cassandra;
        if (running != null && !running.isRunning()) {
            throw new DemoException("Cassandra ended by itself. Its log is " + running.log());
        }
    }

    /** Ends every process, and waits for that. Harmless if they have ended. */
    synchronized void stop() {
        stopped = true;
        List<ChildProcess> all = new ArrayList<>(nodes);
        if (producer != null) {
            all.add(producer);
        }
        all.forEach(ChildProcess::askToEnd);
        all.forEach(ChildProcess::awaitEnd);
        if (cassandra != null) {
            cassandra.kill();
        }
    }
}
