package dev.jono.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The bounds of a producer's settings. */
class ProducerSettingsTest {
    @Test
    void nothingIsTriedForLongerThanAQueueSurelyRemembersIt() {
        ProducerSettings.Builder longest = ProducerSettings.builder().giveUpAfter(Duration.ofSeconds(200));
        assertThat(longest.build().giveUpAfter()).isEqualTo(ProducerSettings.MAX_GIVE_UP_AFTER);
        ProducerSettings.Builder tooLong = ProducerSettings.builder().giveUpAfter(Duration.ofMillis(200_001));
        assertThatIllegalArgumentException()
                .isThrownBy(tooLong::build)
                .withMessageContaining("A producer's give up after")
                .withMessageContaining("PT3M20S");
    }
}
