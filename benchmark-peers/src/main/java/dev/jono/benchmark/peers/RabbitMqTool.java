package dev.jono.benchmark.peers;

import dev.jono.benchmark.probe.ToolLines;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** RabbitMQ's PerfTest: confirms, persistent messages, acks one by one. */
final class RabbitMqTool extends LoadTool {
    private static final Pattern SAMPLE = Pattern.compile(" received: (?<rate>[0-9.,]+) msg/s");

    private final RabbitMq peer;

    RabbitMqTool(RabbitMq peer) {
        this.peer = peer;
    }

    @Override
    public String system() {
        return peer.name();
    }

    @Override
    public String title() {
        return peer.title() + ": PerfTest";
    }

    @Override
    public Optional<String> missing() {
        return peer.missing();
    }

    @Override
    double rate(Site site, Conditions conditions) throws Exception {
        try (RabbitMqServer server =
                        RabbitMqServer.start(RabbitMqServer.program().orElseThrow(), site.folder());
                Server tool = start("perf-test", site, "com.rabbitmq.perf.PerfTest", arguments(server, conditions))) {
            return ToolLines.meanOfLast(await(tool, conditions), SAMPLE, conditions.seconds());
        }
    }

    private List<String> arguments(RabbitMqServer server, Conditions conditions) {
        List<String> arguments = new ArrayList<>(List.of(
                "--uri",
                server.uri(),
                "--queue",
                "load-tool",
                "--auto-delete",
                "false",
                "--flag",
                "persistent",
                "--size",
                String.valueOf(PAYLOAD_BYTES),
                "--confirm",
                String.valueOf(conditions.window()),
                "--producers",
                "1",
                "--consumers",
                String.valueOf(conditions.consumers()),
                "--qos",
                String.valueOf(RabbitMqRunning.PREFETCH),
                "--time",
                String.valueOf(seconds(conditions))));
        if (peer.kind() == RabbitMq.Kind.QUORUM) {
            arguments.add("--quorum-queue");
        }
        return arguments;
    }
}
