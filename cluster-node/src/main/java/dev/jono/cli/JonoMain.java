package dev.jono.cli;

import dev.jono.api.QueueName;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code jono} command. What goes wrong is one line on the standard error and a status that is not 0. */
@Command(
        name = "jono",
        description = "An embeddable, clustered, durable message queue.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "Jono 0.1.0",
        subcommands = {
            NodeCommand.class,
            CassandraCommand.class,
            DeclareCommand.class,
            SendCommand.class,
            ReceiveCommand.class,
            QueuesCommand.class
        })
public final class JonoMain implements Runnable {
    private static final int FAILED = 1;
    private static final int WRONG_ARGUMENTS = 2;

    @picocli.CommandLine.Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    private JonoMain() {}

    /** Runs the command and ends the process with its status. */
    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "dev/jono/cli/logback.xml");
        }
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new JonoMain())
                .registerConverter(Duration.class, new Durations())
                .registerConverter(QueueName.class, new QueueNames())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(JonoMain::wrongArguments)
                .setExecutionExceptionHandler(JonoMain::failed);
    }

    /** Without a command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new ParameterException(Given.of(spec).commandLine(), "a command is missing");
    }

    private static int wrongArguments(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        say(
                command.getErr(),
                wrong.getMessage() + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
        return WRONG_ARGUMENTS;
    }

    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        say(
                command.getErr(),
                failure instanceof CliException
                        ? String.valueOf(failure.getMessage())
                        : "this should not happen: " + failure + "; please report it");
        return FAILED;
    }

    private static void say(PrintWriter err, String text) {
        err.println("jono: "
                + text.lines().reduce((one, other) -> one + " " + other).orElse(""));
        err.flush();
    }
}
