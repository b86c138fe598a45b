package dev.jono.examples;

import dev.jono.cli.BuildVersion;
import dev.jono.cli.CommandErrors;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ./jono demo}. */
@Command(
        name = "jono demo",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = {
            "Verifies every artifact of the local Maven repository through a queue cluster of three processes on a real"
                    + " Cassandra, kills one of them on the way, and accounts for every message.",
            "Exits 0 only if nothing was lost and nothing unexpected happened."
        })
public final class DemoMain implements Callable<Integer> {
    private static final int FAST_MESSAGES = 1_500;
    private static final int LEAST_DEFAULT_MESSAGES = 3_000;
    private static final int MOST_MESSAGES = 1_000_000;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "DIR",
            description = "Verify every file of this folder, by a SHA-256 that the producer computes, instead of the"
                    + " repository's artifacts by their .sha1.")
    private @Nullable Path input;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "Repeat or cut the input to N messages, " + Plan.LEAST_MESSAGES + " or more. Default:"
                    + " the input once, or as often as it takes for some thousand.")
    private @Nullable Integer messages;

    @Option(names = "--fast", description = "The shape that CI runs: 1,500 messages, under two minutes.")
    private boolean fast;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "Use eight consecutive ports from this one: Cassandra's, the producer's, the three nodes' for"
                    + " the cluster, and the three nodes' for management. Default: free ports.")
    private @Nullable Integer portBase;

    @Option(names = "--keep", description = "Keep the run's folder with the logs and audit files.")
    private boolean keep;

    private volatile boolean interrupted;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    /** Runs the command; exits 0 if every message is accounted for, 1 if not, and 2 if an argument is wrong. */
    public static void main(String[] arguments) {
        System.exit(execute(new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments));
    }

    /** Runs the command and returns its exit status; what it cannot do goes to {@code err} as one line. */
    static int execute(PrintWriter err, String... arguments) {
        return CommandErrors.inOneLine(new CommandLine(new DemoMain()), Set.of(DemoException.class))
                .setErr(err)
                .execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (messages != null) {
            CommandErrors.requireWithin(spec, "--messages", messages, Plan.LEAST_MESSAGES, MOST_MESSAGES);
        }
        if (portBase != null) {
            CommandErrors.requireWithin(spec, "--port-base", portBase, 1, Ports.HIGHEST_BASE);
        }
        Input folder = Input.of(input);
        int count = messagesOf(folder.artifacts().size());
        Ports ports = Ports.choose(portBase == null ? 0 : portBase);
        return run(folder, RunSettings.of(count, fast), ports);
    }

    private int run(Input folder, RunSettings settings, Ports ports) throws InterruptedException {
        Workspace workspace = Workspace.create();
        Cluster cluster = new Cluster(workspace, folder, settings, ports);
        Thread stopping = new Thread(() -> stopAll(cluster, workspace), "stop");
        try {
            Runtime.getRuntime().addShutdownHook(stopping);
        } catch (IllegalStateException interruptedBefore) {
            workspace.delete();
            return CommandErrors.FAILED;
        }
        boolean kept = true;
        try {
            Audit audit = work(folder, settings, workspace, cluster);
            kept = keep || !audit.isOk();
            return audit.isOk() ? 0 : CommandErrors.FAILED;
        } catch (DemoException failure) {
            if (interrupted) {
                return CommandErrors.FAILED; // that its processes end is what was asked for
            }
            throw failure;
        } finally {
            cluster.stop();
            end(stopping, workspace, kept);
        }
    }

    /** Runs when the demo is interrupted: what it started must not outlive it, not even what is still starting. */
    private void stopAll(Cluster cluster, Workspace workspace) {
        interrupted = true;
        cluster.stop();
        ProcessHandle.current().descendants().forEach(started -> {
            started.destroyForcibly();
            started.onExit().join();
        });
        if (!keep) {
            workspace.delete();
        }
    }

    private Audit work(Input folder, RunSettings settings, Workspace workspace, Cluster cluster)
            throws InterruptedException {
        int total = settings.messages() + Workspace.PLANTED;
        Audit audit;
        try (Progress progress = isTerminal() ? new BarProgress(out, total) : new PlainProgress(out, total)) {
            progress.say("Verifying " + settings.messages() + " files of " + folder.folder() + ", and "
                    + Workspace.PLANTED + " planted ones that are bad");
            audit = new Demo(workspace, cluster, progress, total).run();
        }
        if (json) {
            audit.reasons().forEach(out::println);
            out.println(Report.json(audit));
        } else {
            Report.print(audit, out);
        }
        return audit;
    }

    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it is never null; the demo's Cassandra needs a 17
    private static boolean isTerminal() {
        return System.console() != null;
    }

    private void end(Thread stopping, Workspace workspace, boolean kept) {
        try {
            Runtime.getRuntime().removeShutdownHook(stopping);
        } catch (IllegalStateException endingAlready) {
            return; // the hook does the rest
        }
        if (kept) {
            spec.commandLine().getErr().println("The logs and audit files are in " + workspace.root());
        } else {
            workspace.delete();
        }
    }

    private int messagesOf(int found) {
        if (messages != null) {
            return messages;
        }
        return fast ? FAST_MESSAGES : Math.max(found, LEAST_DEFAULT_MESSAGES);
    }
}
