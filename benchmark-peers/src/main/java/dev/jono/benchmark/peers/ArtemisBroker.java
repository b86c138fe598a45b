package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.BenchmarkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An Artemis broker as {@code artemis create} would set it up. */
final class ArtemisBroker {
    private static final int SYNCS = 100;
    private static final int SYNCED_BYTES = 4096;

    private final ActiveMQServer server;

    private ArtemisBroker(ActiveMQServer server) {
        this.server = server;
    }

    static ArtemisBroker start(Path data, String acceptor) throws Exception {
        Files.createDirectories(data);
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalBufferTimeout_NIO(syncNanos(data))
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setLargeMessagesDirectory(data.resolve("large").toString())
                .addAddressSetting(
                        "#", new AddressSettings().setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE))
                .addAcceptorConfiguration("benchmark", acceptor);
        ActiveMQServer server = ActiveMQServers.newActiveMQServer(configuration);
        server.start();
        return new ArtemisBroker(server);
    }

    void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new BenchmarkException("The Artemis broker does not stop: " + e.getMessage(), e);
        }
    }

    /** The time of an fsync, which is how long the journal gathers: {@code artemis create} measures the same. */
    private static int syncNanos(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "sync", ".tmp");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            for (int i = 0; i < SYNCS; i++) {
                channel.write(ByteBuffer.allocate(SYNCED_BYTES), 0);
                channel.force(false);
            }
            return Math.toIntExact((System.nanoTime() - start) / SYNCS);
        } finally {
            Files.delete(file);
        }
    }
}
