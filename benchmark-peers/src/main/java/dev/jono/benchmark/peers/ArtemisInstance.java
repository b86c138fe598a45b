package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.deployers.impl.FileConfigurationParser;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.utils.VersionLoader;

/**
 * A broker's configuration as {@code artemis create} writes it for this machine: it chooses the journal's type, measures the disk for
 * the journal's buffer, and sets the pool of journal files.
 *
 * @param brokerXml the file that it wrote
 */
record ArtemisInstance(Path brokerXml) {
    private static final String LIBRARY = "libartemis-native-64.so";
    private static final String PACKED_LIBRARY = "lib/linux-x86_64/" + LIBRARY;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Creates one with its data in a site's folder. */
    static ArtemisInstance create(Site site, String host, int port) throws Exception {
        Path instance = site.folder().resolve("instance");
        try (Server create = Server.java(
                "artemis-create",
                site.folder(),
                findingLibrary(site.folder()),
                "org.apache.activemq.artemis.cli.Artemis",
                arguments(site.folder(), instance, host, port))) {
            create.awaitEnd(PATIENCE);
        }
        return new ArtemisInstance(instance.resolve("etc").resolve("broker.xml"));
    }

    private static List<String> arguments(Path folder, Path instance, String host, int port) {
        return List.of(
                "create",
                "--silent",
                "--user",
                "benchmark",
                "--password",
                "benchmark",
                "--allow-anonymous",
                "--no-web",
                "--no-amqp-acceptor",
                "--no-stomp-acceptor",
                "--no-hornetq-acceptor",
                "--no-mqtt-acceptor",
                "--host",
                host,
                "--default-port",
                String.valueOf(port),
                "--data",
                folder.resolve("data").toString(),
                instance.toString());
    }

    /**
     * Returns the option with which a JVM finds the native library that Artemis's own start script puts on its path; without it the
     * journal is never an asynchronous one.
     */
    static List<String> findingLibrary(Path folder) {
        Path library = folder.resolve("native");
        try (InputStream packed = ArtemisInstance.class.getClassLoader().getResourceAsStream(PACKED_LIBRARY)) {
            if (packed == null) {
                throw new BenchmarkException("Artemis's jars have no " + PACKED_LIBRARY + ".");
            }
            Files.createDirectories(library);
            if (!Files.exists(library.resolve(LIBRARY))) {
                Files.copy(packed, library.resolve(LIBRARY));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Artemis's native library cannot be unpacked", e);
        }
        return List.of("-Djava.library.path=" + library);
    }

    /** Reads what was written. */
    Configuration configuration() throws Exception {
        try (InputStream file = Files.newInputStream(brokerXml)) {
            return new FileConfigurationParser().parseMainConfig(file);
        }
    }

    /** Returns the version, and what {@code artemis create} chose. */
    Map<String, String> about() throws Exception {
        Configuration chosen = configuration();
        boolean asynchronous = chosen.getJournalType() == JournalType.ASYNCIO;
        Map<String, String> about = new LinkedHashMap<>();
        about.put("Artemis", VersionLoader.getVersion().getFullVersion());
        about.put(
                "journal",
                chosen.getJournalType()
                        + (asynchronous ? " (libaio)" : " (no libaio here; Debian: apt-get install libaio1)")
                        + ", buffer timeout "
                        + (asynchronous ? chosen.getJournalBufferTimeout_AIO() : chosen.getJournalBufferTimeout_NIO())
                        + " ns, "
                        + chosen.getJournalPoolFiles()
                        + " pooled files");
        return about;
    }
}
