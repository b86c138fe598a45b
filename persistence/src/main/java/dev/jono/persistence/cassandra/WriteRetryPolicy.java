package dev.jono.persistence.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.retry.RetryVerdict;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.internal.core.retry.DefaultRetryPolicy;

/**
 * The driver's own policy, which in addition sends an idempotent write that timed out again, at most {@value #RETRIES} times and
 * within the request's time-out: the same bytes under the same key and time stamp, so that a second arrival changes nothing.
 * A conditional write is never repeated.
 */
public final class WriteRetryPolicy extends DefaultRetryPolicy {
    static final int RETRIES = 2;

    /** Called by the driver. */
    public WriteRetryPolicy(DriverContext context, String profileName) {
        super(context, profileName);
    }

    @Override
    public RetryVerdict onWriteTimeoutVerdict(
            Request request, ConsistencyLevel level, WriteType type, int blockFor, int received, int retryCount) {
        boolean plain = type == DefaultWriteType.SIMPLE
                || type == DefaultWriteType.BATCH
                || type == DefaultWriteType.UNLOGGED_BATCH;
        if (plain && Boolean.TRUE.equals(request.isIdempotent()) && retryCount < RETRIES) {
            return RetryVerdict.RETRY_SAME;
        }
        return super.onWriteTimeoutVerdict(request, level, type, blockFor, received, retryCount);
    }
}
