package dev.jono.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.retry.RetryDecision;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which writes are sent again after a time-out, of which nobody knows whether they are stored. */
class WriteRetryPolicyTest {
    private final WriteRetryPolicy policy = new WriteRetryPolicy(named("test"), "default");

    @ParameterizedTest
    @EnumSource(names = {"SIMPLE", "BATCH", "UNLOGGED_BATCH"})
    void aPlainWriteThatMayBeRepeatedIsSentTwiceMore(DefaultWriteType type) {
        assertThat(afterTimeout(type, true, 0)).isEqualTo(RetryDecision.RETRY_SAME);
        assertThat(afterTimeout(type, true, 1)).isEqualTo(RetryDecision.RETRY_SAME);
        assertThat(afterTimeout(type, true, 2)).isEqualTo(RetryDecision.RETHROW);
        assertThat(afterTimeout(type, false, 0)).isEqualTo(RetryDecision.RETHROW);
    }

    @Test
    void aConditionalWriteIsNeverSentAgain() {
        assertThat(afterTimeout(DefaultWriteType.CAS, true, 0)).isEqualTo(RetryDecision.RETHROW);
        assertThat(afterTimeout(DefaultWriteType.CAS, false, 0)).isEqualTo(RetryDecision.RETHROW);
    }

    private RetryDecision afterTimeout(WriteType type, boolean idempotent, int retries) {
        return policy.onWriteTimeoutVerdict(
                        SimpleStatement.newInstance("a write").setIdempotent(idempotent),
                        DefaultConsistencyLevel.LOCAL_QUORUM,
                        type,
                        2,
                        1,
                        retries)
                .getRetryDecision();
    }

    /** The policy asks its context for nothing but a name to log. */
    private static DriverContext named(String name) {
        return (DriverContext) Proxy.newProxyInstance(
                WriteRetryPolicyTest.class.getClassLoader(),
                new Class<?>[] {DriverContext.class},
                (self, method, none) -> {
                    if (method.getName().equals("getSessionName")) {
                        return name;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
