package dev.jono.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator reads when Cassandra cannot be used. */
class ConnectFailureTest {
    @Test
    void theRootIsSaidOnceForAllNodes() {
        Throwable closed = new IllegalStateException("Node(hashCode=1d6a)", new ClosedChannelException());
        Throwable again = new IllegalStateException("Node(hashCode=77b3)", new ClosedChannelException());
        assertThat(ConnectFailure.reason(List.of(closed, again))).isEqualTo("the connection was refused or closed");
    }

    @Test
    void whatEachNodeSaysIsKept() {
        Throwable wrong = new IllegalStateException("wrong password");
        Throwable refused = new RuntimeException(new ConnectException("Connection refused: a/10.0.0.1:9042"));
        assertThat(ConnectFailure.reason(List.of(wrong, refused)))
                .isEqualTo("Connection refused: a/10.0.0.1:9042; wrong password");
    }

    @Test
    void anyOtherFailureSaysWhatItSays() {
        assertThat(ConnectFailure.reason(new IllegalArgumentException("no such data centre")))
                .isEqualTo("no such data centre");
    }
}
