package dev.jono.cassandra;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fills in the {@code cassandra.yaml} and the command line of one start. */
final class Configuration {
    /** Cassandra's own share of the heap for what memtables keep there. */
    private static final int HEAP_PER_MEMTABLE_HEAP = 4;

    /** The rows themselves lie outside of the heap; more of them are deleted before they are ever written to a table file. */
    private static final int HEAP_PER_MEMTABLE_OFFHEAP = 2;

    /** The commit log's segments and what the network needs lie beside what Cassandra keeps in proportion to its heap. */
    private static final int DIRECT_MEGABYTES_BESIDE_HEAP = 256;

    private Configuration() {}

    static String yaml(Settings settings, Path folder, Ports ports, boolean directWrites) throws IOException {
        Map<String, String> values = Map.of(
                "host", Ports.HOST,
                "storagePort", Integer.toString(ports.storagePort()),
                "nativePort", Integer.toString(ports.nativePort()),
                "folder", folder.toString().replace("'", "''"),
                "commitLogSync", settings.commitLogSync().yaml(directWrites),
                "memtableHeapMegabytes", Integer.toString(settings.heapMegabytes() / HEAP_PER_MEMTABLE_HEAP),
                "memtableOffheapMegabytes", Integer.toString(settings.heapMegabytes() / HEAP_PER_MEMTABLE_OFFHEAP));
        String yaml = Resources.text("cassandra.yaml");
        for (Map.Entry<String, String> value : values.entrySet()) {
            yaml = yaml.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return yaml;
    }

    static List<String> command(Settings settings, DataFolder folder, Path javaHome, Path libraries)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(JavaHomes.executable(javaHome).toString());
        command.add("-Xmx" + settings.heapMegabytes() + "m");
        command.add("-XX:MaxDirectMemorySize=" + (settings.heapMegabytes() + DIRECT_MEGABYTES_BESIDE_HEAP) + "m");
        Resources.text("jvm17.options")
                .lines()
                .filter(line -> line.startsWith("-"))
                .forEach(command::add);
        command.addAll(settings.jvmOptions());
        command.add("-javaagent:" + libraries.resolve(memoryMeter(libraries)));
        command.add("-Djava.io.tmpdir=" + folder.temporaryFiles());
        command.add("-Djono.cassandra.logs=" + folder.logs());
        command.add("-Dlogback.configurationFile=" + folder.logback().toUri());
        command.add("-Dcassandra.config=" + folder.yaml().toUri());
        command.add("-Dcassandra.storagedir=" + folder.path());
        command.add("-XX:ErrorFile=" + folder.logs().resolve("hs_err_pid%p.log"));
        command.add("-cp");
        command.add(folder.classes() + System.getProperty("path.separator") + libraries.resolve("*"));
        command.add(ForkedCassandra.class.getName());
        command.add(folder.path().toString());
        command.add(folder.temporary() ? "temporary" : "lasting");
        command.add(Long.toString(settings.stopTimeout().toMillis()));
        command.add(Long.toString(ProcessHandle.current().pid()));
        return command;
    }

    /** Cassandra measures its objects with jamm, which has to be an agent. */
    private static String memoryMeter(Path libraries) throws IOException {
        return Libraries.parse(Resources.text("lib/" + Libraries.INDEX)).stream()
                .map(Libraries.Jar::name)
                .filter(name -> name.startsWith("jamm-"))
                .findFirst()
                .orElseThrow(() -> new IOException("No jamm jar among Cassandra's, in " + libraries));
    }
}
