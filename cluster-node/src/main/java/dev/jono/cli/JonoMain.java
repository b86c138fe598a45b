package dev.jono.cli;

import dev.jono.api.QueueName;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code jono} command. What goes wrong is one line on the standard error and a status that is not 0. */
@Command(
        name = "jono",
        description = "An embeddable, clustered, durable message queue.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = BuildVersion.class,
        subcommands = {
            NodeCommand.class,
            CassandraCommand.class,
            DeclareCommand.class,
            SendCommand.class,
            ReceiveCommand.class,
            QueuesCommand.class
        })
public final class JonoMain implements Runnable {
    @picocli.CommandLine.Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    private JonoMain() {}

    /** Runs the command and ends the process with its status. */
    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "dev/jono/cli/logback.xml");
        }
        // Whatever this locale's encoding is: a payload that is printed as question marks would be acked all the same.
        System.exit(commandLine()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new JonoMain())
                .registerConverter(Duration.class, new Durations())
                .registerConverter(URI.class, new NodeUrls())
                .registerConverter(QueueName.class, new QueueNames())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100);
        return CommandErrors.inOneLine(line, Set.of(CliException.class));
    }

    /** Without a command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new ParameterException(Given.of(spec).commandLine(), "a command is missing");
    }
}
