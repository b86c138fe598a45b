package dev.jono.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which node a command talks to. */
final class NodeOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:7626",
            description = "The management port of any node (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:7626");

    NodeClient client() {
        return new NodeClient(url);
    }
}
