package dev.jono.benchmark.systems;

import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the bytes that this process binds to the writes it sends to Cassandra. The driver makes it, by its name. */
public final class WrittenBytes implements RequestTracker {
    private static final String SETTING = "datastax-java-driver.advanced.request-tracker.classes.0";
    private static final LongAdder TOTAL = new LongAdder();

    /** For the driver. */
    public WrittenBytes(DriverContext context) {}

    /** Has every session count that is opened from now on. */
    static void begin() {
        System.setProperty(SETTING, WrittenBytes.class.getName());
    }

    /** Returns the bytes so far. */
    static long total() {
        return TOTAL.sum();
    }

    @Override
    public void onSuccess(
            Request request, long latencyNanos, DriverExecutionProfile profile, Node node, String prefix) {
        TOTAL.add(bytes(request));
    }

    @Override
    public void onError(
            Request request,
            Throwable error,
            long latencyNanos,
            DriverExecutionProfile profile,
            @Nullable Node node,
            String prefix) {
        // It may be stored all the same.
        TOTAL.add(bytes(request));
    }

    @Override
    public void close() {}

    private static long bytes(Object statement) {
        long bytes = 0;
        if (statement instanceof BatchStatement batch) {
            for (BatchableStatement<?> part : batch) {
                bytes += bytes(part);
            }
        } else if (statement instanceof BoundStatement bound && isWrite(bound)) {
            for (ByteBuffer value : bound.getValues()) {
                bytes += value == null ? 0 : value.remaining();
            }
        }
        return bytes;
    }

    private static boolean isWrite(BoundStatement bound) {
        return !bound.getPreparedStatement()
                .getQuery()
                .stripLeading()
                .toUpperCase(Locale.ROOT)
                .startsWith("SELECT");
    }
}
