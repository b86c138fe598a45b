package dev.jono.cli;

import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import dev.jono.cassandra.EmbeddedCassandraException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jono cassandra}. */
@Command(
        name = "cassandra",
        description = "Runs the embedded Cassandra, a real one of one node for development, until Ctrl-C.")
final class CassandraCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep its data in this folder (default: a temporary one).")
    private @Nullable Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9042",
            description = "The port for drivers; 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port = 9042;

    @Option(
            names = "--heap",
            paramLabel = "MIB",
            defaultValue = "1024",
            description = "Its heap in MiB (default: ${DEFAULT-VALUE}).")
    private int heapMegabytes = 1024;

    @Option(
            names = "--sync",
            paramLabel = "MODE",
            defaultValue = "PERIODIC",
            description = {
                "When the commit log goes to disk: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
                "PERIODIC: beside the confirms. BATCH: before each confirm."
            })
    private CommitLogSync sync = CommitLogSync.PERIODIC;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description =
                    "An option of its Java virtual machine, such as -XX:TieredStopAtLevel=4 for both JIT compilers"
                            + " (more than one: give it again).")
    private List<String> jvmOptions = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        EmbeddedCassandra cassandra = start();
        Runtime.getRuntime().addShutdownHook(new Thread(cassandra::stop, "stop-cassandra"));
        var out = Given.of(spec).commandLine().getOut();
        out.println("Cassandra listens on " + cassandra.host() + ":" + cassandra.port() + "; its data is in "
                + cassandra.dataFolder() + ". Ctrl-C stops it.");
        out.flush();
        int status = cassandra.exited().toCompletableFuture().join();
        if (status != 0) {
            throw new CliException("Cassandra ended with status " + status + "; its log is " + cassandra.log());
        }
        return 0;
    }

    private EmbeddedCassandra start() {
        try {
            EmbeddedCassandra.Builder builder = EmbeddedCassandra.builder()
                    .port(port)
                    .heapMegabytes(heapMegabytes)
                    .commitLogSync(sync);
            jvmOptions.forEach(builder::jvmOption);
            if (data != null) {
                builder.dataFolder(data);
            }
            return builder.start();
        } catch (EmbeddedCassandraException | IllegalArgumentException failure) {
            throw new CliException(String.valueOf(failure.getMessage()), failure);
        }
    }
}
