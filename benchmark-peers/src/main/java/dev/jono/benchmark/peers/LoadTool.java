package dev.jono.benchmark.peers;

import dev.jono.benchmark.probe.Probe;
import dev.jono.benchmark.probe.Probes;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import dev.jono.benchmark.work.Figures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A peer's own load tool, against a server as its adapter starts it and with the same settings, so that a reader can tell whether the
 * adapter holds the peer back.
 */
abstract class LoadTool implements Probe {
    /** The size of the messages, as in the throughput that it is compared with. */
    static final int PAYLOAD_BYTES = 1024;

    /** The same heap as the harness's driver. */
    private static final List<String> OPTIONS = List.of("-Xms1g", "-Xmx3g");

    /** How much longer than it is told to a tool may take on a busy machine. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public final String work() {
        return Probes.LOAD_TOOL;
    }

    @Override
    public final Map<String, Double> run(Site site, Conditions conditions) throws Exception {
        return new Figures().put(Figures.RATE, rate(site, conditions)).values();
    }

    /** Starts the server and the tool; returns the messages a second that the tool tells. */
    abstract double rate(Site site, Conditions conditions) throws Exception;

    /** Starts a tool's main class. */
    static Server start(String name, Site site, String main, List<String> arguments) throws IOException {
        return Server.java(name, site.folder(), OPTIONS, main, arguments);
    }

    /** Waits for a tool that runs for as long as the warmup and the measurement last. */
    static List<String> await(Server tool, Conditions conditions) throws IOException, InterruptedException {
        return tool.awaitEnd(PATIENCE.plusSeconds(seconds(conditions)));
    }

    /** Returns how long the tool runs. */
    static int seconds(Conditions conditions) {
        return conditions.warmupSeconds() + conditions.seconds();
    }
}
