package dev.jono.benchmark.peers;

import dev.jono.benchmark.probe.ToolLines;
import dev.jono.benchmark.system.FreePorts;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.work.Conditions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Artemis's {@code perf client}: persistent messages sent without waiting for each, a listener for each consumer. */
final class ArtemisTool extends LoadTool {
    private static final Pattern SAMPLE =
            Pattern.compile("\"sampleType\":\"interval\",\"warmup\":false,.*\"received\":(?<rate>[0-9.]+)");

    @Override
    public String system() {
        return "artemis-tcp";
    }

    @Override
    public String title() {
        return "ActiveMQ Artemis, TCP: artemis perf client";
    }

    @Override
    double rate(Site site, Conditions conditions) throws Exception {
        int port = FreePorts.find(1).get(0);
        String url = Artemis.url(port);
        Path report = site.folder().resolve("report.json");
        Server server = Artemis.server(site, ArtemisInstance.create(site, FreePorts.HOST, port), port);
        try (Server tool = start(
                "artemis-perf", site, "org.apache.activemq.artemis.cli.Artemis", arguments(url, report, conditions))) {
            await(tool, conditions);
            // It samples every second, and the last one may be missing.
            return ToolLines.meanOfLast(Files.readAllLines(report), SAMPLE, Math.max(1, conditions.seconds() - 1));
        } finally {
            server.close();
        }
    }

    private static List<String> arguments(String url, Path report, Conditions conditions) {
        return List.of(
                "perf",
                "client",
                "--silent",
                "--url",
                url + "?confirmationWindowSize=" + ArtemisRunning.CONFIRMATION_WINDOW_BYTES,
                "--protocol",
                "CORE",
                "--persistent",
                "--producers",
                "1",
                "--consumers",
                String.valueOf(conditions.consumers()),
                "--max-pending",
                String.valueOf(conditions.window()),
                "--message-size",
                String.valueOf(PAYLOAD_BYTES),
                "--warmup",
                String.valueOf(conditions.warmupSeconds()),
                "--duration",
                String.valueOf(seconds(conditions)),
                "--json",
                report.toString(),
                "queue://load-tool");
    }
}
