package dev.jono.benchmark.systems;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Role;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.Site;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Works;
import dev.jono.cassandra.CommitLogSync;
import dev.jono.cassandra.EmbeddedCassandra;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * No queue, but the limit of one: the driver writes the same bytes in unlogged single-partition batches of 1 MiB, in rows of 64 KiB.
 * A message counts as delivered when its batch is written. It pays for the harness's payloads and checks as the others do.
 *
 * @param sync when Cassandra forces its commit log to disk
 */
record RawCassandra(CommitLogSync sync) implements OnCassandra {
    private static final int ROW_BYTES = 64 << 10;
    private static final int BATCH_BYTES = 1 << 20;

    /** What the window holds: one batch that is gathered while others are under way. */
    private static final int WINDOW_BYTES = 4 * BATCH_BYTES;

    private static final int ROWS_PER_PARTITION = 2_000;

    @Override
    public String name() {
        return Durability.named("raw-cassandra", sync);
    }

    @Override
    public String title() {
        return Durability.titled("The raw Cassandra driver, the limit", sync);
    }

    @Override
    public Role role() {
        return Role.LIMIT;
    }

    @Override
    public String durability() {
        return OnCassandra.super.durability()
                + " No queue: batches of 1 MiB, a window of 4 MiB, nothing read back, no acks.";
    }

    @Override
    public Optional<String> unfit(String work) {
        return work.startsWith(Works.THROUGHPUT) ? Optional.empty() : Optional.of("it is no queue, only a rate");
    }

    @Override
    public SystemUnderTest start(Site site) throws Exception {
        EmbeddedCassandra cassandra = Cassandras.start(sync, site);
        try {
            return new Running(cassandra, site.alarm());
        } catch (RuntimeException e) {
            Cassandras.end(cassandra);
            throw e;
        }
    }

    /** A session and what it gathers. */
    private static final class Running implements SystemUnderTest {
        private final EmbeddedCassandra cassandra;
        private final CqlSession session;
        private final PreparedStatement insert;
        private final Alarm alarm;
        private final ExecutorService deliveries = Executors.newSingleThreadExecutor();
        private final Map<String, List<Handler>> handlers = new ConcurrentHashMap<>();
        private final List<Writer> writers = new ArrayList<>();

        Running(EmbeddedCassandra cassandra, Alarm alarm) {
            this.cassandra = cassandra;
            this.alarm = alarm;
            this.session = CqlSession.builder()
                    .addContactPoint(cassandra.contactPoint())
                    .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                    .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                            .build())
                    .build();
            session.execute(
                    "CREATE KEYSPACE raw WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute("CREATE TABLE raw.rows (queue text, segment bigint, ordinal bigint, payload blob,"
                    + " PRIMARY KEY ((queue, segment), ordinal)) WITH compaction ="
                    + " {'class': 'UnifiedCompactionStrategy', 'scaling_parameters': 'T8', 'base_shard_count': '1'}"
                    + " AND compression = {'class': 'NoopCompressor', 'chunk_length_in_kb': 64}"); // as Jono's journal
            this.insert =
                    session.prepare("INSERT INTO raw.rows (queue, segment, ordinal, payload) VALUES (?, ?, ?, ?)");
        }

        @Override
        public void declare(List<String> queues) {
            queues.forEach(queue -> handlers.put(queue, new CopyOnWriteArrayList<>()));
        }

        @Override
        public Sender sender(String queue, Confirm confirm) {
            Writer writer = new Writer(queue, confirm);
            writers.add(writer);
            return writer;
        }

        @Override
        public void flush() {
            writers.forEach(Writer::write);
        }

        @Override
        public Consuming consume(String queue, Handler handler) {
            handlersOf(queue).add(handler);
            return () -> handlersOf(queue).remove(handler);
        }

        @Override
        public int window(int window, int payloadBytes) {
            return Math.max(window, WINDOW_BYTES / payloadBytes);
        }

        @Override
        public Map<String, String> about() {
            return Cassandras.about(cassandra);
        }

        @Override
        public List<ProcessHandle> servers() {
            return ProcessHandle.of(cassandra.pid()).stream().toList();
        }

        @Override
        public void close() {
            session.close();
            deliveries.shutdownNow();
            Cassandras.end(cassandra);
        }

        private List<Handler> handlersOf(String queue) {
            return handlers.computeIfAbsent(queue, missing -> new CopyOnWriteArrayList<>());
        }

        /** Gathers messages into rows and rows into batches. */
        private final class Writer implements Sender {
            private final String queue;
            private final Confirm confirm;
            private long ordinal;
            private int bytes;

            /** Counted by the one thread of deliveries. */
            private int batches;

            private List<byte[]> messages = new ArrayList<>();

            Writer(String queue, Confirm confirm) {
                this.queue = queue;
                this.confirm = confirm;
            }

            @Override
            public void send(byte[] payload) {
                if (bytes + payload.length > BATCH_BYTES) {
                    write();
                }
                messages.add(payload);
                bytes += payload.length;
            }

            void write() {
                if (messages.isEmpty()) {
                    return;
                }
                List<byte[]> written = messages;
                BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
                long segment = ordinal / ROWS_PER_PARTITION;
                for (ByteBuffer row : rows(written)) {
                    batch.addStatement(insert.bind(queue, segment, ordinal++, row));
                }
                messages = new ArrayList<>();
                bytes = 0;
                session.executeAsync(batch.build())
                        .whenCompleteAsync((done, failure) -> finish(written, failure), deliveries);
            }

            private void finish(List<byte[]> written, @Nullable Throwable failure) {
                if (failure != null) {
                    alarm.raise(failure);
                    return;
                }
                List<Handler> all = handlersOf(queue);
                Handler handler = all.get(batches++ % all.size());
                for (byte[] payload : written) {
                    confirm.confirmed();
                    handler.handle(payload, Runnable::run);
                }
            }

            private static List<ByteBuffer> rows(List<byte[]> messages) {
                List<ByteBuffer> rows = new ArrayList<>();
                ByteBuffer row = ByteBuffer.allocate(ROW_BYTES);
                for (byte[] message : messages) {
                    if (row.remaining() < message.length) {
                        rows.add(row.flip());
                        row = ByteBuffer.allocate(ROW_BYTES);
                    }
                    row.put(message);
                }
                rows.add(row.flip());
                return rows;
            }
        }
    }
}
