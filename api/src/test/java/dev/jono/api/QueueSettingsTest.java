package dev.jono.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jono.api.wire.SettingsCodec;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The bounds of a queue's settings, and of how it backs off. */
class QueueSettingsTest {
    @Test
    void whatIsReadBackEqualsWhatWasDeclaredToTheNanosecond() {
        QueueSettings settings = QueueSettings.builder()
                .lease(Duration.ofNanos(100_000_001))
                .deduplicationWindow(Duration.ofNanos(1))
                .backoff(new Backoff(Duration.ofNanos(1), 1.5, Duration.ofNanos(2_000_001), 0))
                .build();
        assertThat(SettingsCodec.fromProto(SettingsCodec.toProto(settings))).isEqualTo(settings);
        assertThat(settings.lease()).isEqualTo(Duration.ofMillis(101));
        assertThat(settings.deduplicationWindow()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void everySettingHasBounds() {
        refused("A queue's lease must be between PT0.1S and PT12H, not PT0.099S.", b -> b.lease(Duration.ofMillis(99)));
        refused("A queue's lease must", b -> b.lease(Duration.ofHours(12).plusMillis(1)));
        refused("A queue's deduplication window must", b -> b.deduplicationWindow(Duration.ofMillis(-1)));
        refused("A queue's deduplication window must", b -> b.deduplicationWindow(Duration.ofDays(8)));
        refused("A queue's max attempts must be between 1 and 1000, not 0.", b -> b.maxAttempts(0));
        refused("A queue's max attempts must", b -> b.maxAttempts(1_001));
        refused("A queue's max messages must", b -> b.maxMessages(0));
        refused("A queue's max bytes must", b -> b.maxBytes(0));
        refused("A queue's max message bytes must", b -> b.maxMessageBytes(QueueSettings.MAX_MESSAGE_BYTES_LIMIT + 1));
        refused("A queue's max deduplication ids must", b -> b.maxDeduplicationIds(0));
        QueueSettings patient = QueueSettings.builder()
                .maxAttempts(QueueSettings.UNLIMITED_ATTEMPTS)
                .lease(Duration.ofHours(12))
                .build();
        assertThat(patient.toBuilder().build()).isEqualTo(patient);
    }

    @Test
    void aBackoffGrowsUpToItsCapAndIsSpreadByItsJitter() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), 3, Duration.ofSeconds(5), 0.5);
        assertThat(backoff.delayAfter(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.delayAfter(2, 0)).isEqualTo(Duration.ofSeconds(3));
        assertThat(backoff.delayAfter(3, 0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(backoff.delayAfter(Integer.MAX_VALUE, 0.5)).isEqualTo(Duration.ofMillis(6_250));
        assertThat(Backoff.NONE.delayAfter(Integer.MAX_VALUE, 0.9)).isZero();
    }

    @Test
    void aBackoffOutsideItsBoundsIsRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second.negated(), 1, second, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 1, Duration.ZERO, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(second, 1, Message.MAX_DELAY.plusMillis(1), 0));
        for (double multiplier : new double[] {0.9, 10.1, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, multiplier, second, 0));
        }
        for (double jitter : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 1, second, jitter));
        }
    }

    private static void refused(String why, UnaryOperator<QueueSettings.Builder> wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wrong.apply(QueueSettings.builder()).build())
                .withMessageStartingWith(why);
    }
}
