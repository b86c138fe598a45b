package dev.jono.api.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bounds of a receive: a queue computes with its durations. */
class ReceiveTest {
    private static final ConsumerId CLIENT = new ConsumerId("node", "client");

    @Test
    void aLeaseIsNeitherNothingNorForEver() {
        for (Duration lease :
                new Duration[] {Duration.ZERO, Duration.ofHours(12).plusMillis(1), Duration.ofMillis(Long.MAX_VALUE)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> receive(Duration.ZERO, lease))
                    .withMessageContaining("A lease must be between PT0.001S and PT12H");
        }
        assertThat(receive(Duration.ZERO, Duration.ofHours(12)).lease()).isEqualTo(Duration.ofHours(12));
        assertThat(receive(Duration.ZERO, null).lease()).isNull();
    }

    @Test
    void aWaitIsNeitherNegativeNorForEver() {
        for (Duration wait : new Duration[] {Duration.ofMillis(-1), Duration.ofMillis(Long.MAX_VALUE)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> receive(wait, null))
                    .withMessageContaining("A receive's wait");
        }
        assertThat(receive(Duration.ofHours(1), null).maxWait()).isEqualTo(Duration.ofHours(1));
    }

    private static QueueCommand.Receive receive(Duration wait, @Nullable Duration lease) {
        return new QueueCommand.Receive(CLIENT, 1, 0, wait, lease);
    }
}
