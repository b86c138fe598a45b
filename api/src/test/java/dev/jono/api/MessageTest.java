package dev.jono.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The limits of a message, and what counts towards them. */
class MessageTest {
    private static final byte[] PAYLOAD = {1, 2, 3};

    @Test
    void everyTextCountsInUtf8() {
        Message message = Message.builder(PAYLOAD)
                .contentType("text")
                .header("ä", "€")
                .header("jono-origin", "x")
                .deduplicationId("😀")
                .build();
        assertThat(message.sizeBytes()).isEqualTo(3 + 4 + 2 + 3 + "jono-origin".length() + 1 + 4);
        assertThat(Message.of(PAYLOAD).sizeBytes()).isEqualTo(3);
    }

    @Test
    void headersAreFewAndJonosOwnAreCountedApart() {
        Message.Builder most = withHeaders(Message.MAX_HEADERS);
        for (int i = 0; i < 16; i++) {
            most.header("jono-" + i, "");
        }
        assertThat(most.build().headers()).hasSize(80);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withHeaders(Message.MAX_HEADERS + 1).build())
                .withMessageContaining("64 at most");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> most.header("jono-16", "").build())
                .withMessageContaining("16 of Jono's own");
    }

    @Test
    void textsAreSmallAndThoseOfJonosOwnHeadersAreCountedApart() {
        Message.Builder most = Message.builder(PAYLOAD)
                .contentType("c".repeat(1_000))
                .deduplicationId("d".repeat(1_000))
                .header("h", "v".repeat(Message.MAX_METADATA_BYTES - 2_001))
                .header("jono-error", "e".repeat(8 * 1024 - "jono-error".length()));
        assertThat(most.build().sizeBytes()).isEqualTo(3 + Message.MAX_METADATA_BYTES + 8 * 1024);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> most.contentType("c".repeat(1_001)).build())
                .withMessageContaining("16385 bytes")
                .withMessageContaining("16384 at most");
        Message.Builder tooMuchOfOurs = Message.builder(PAYLOAD).header("jono-error", "e".repeat(8 * 1024));
        assertThatIllegalArgumentException().isThrownBy(tooMuchOfOurs::build);
    }

    @Test
    void aDelayAndATimeToLiveHaveBounds() {
        Message.Builder longest = Message.builder(PAYLOAD).delay(Message.MAX_DELAY);
        assertThat(longest.build().delay()).isEqualTo(Message.MAX_DELAY);
        for (Duration delay : new Duration[] {Duration.ofMillis(-1), Message.MAX_DELAY.plusMillis(1)}) {
            Message.Builder message = Message.builder(PAYLOAD).delay(delay);
            assertThatIllegalArgumentException()
                    .isThrownBy(message::build)
                    .withMessageContaining("A message's delay must be between PT0S and PT8784H");
        }
        for (Duration timeToLive : new Duration[] {Duration.ZERO, Message.MAX_DELAY.plusMillis(1)}) {
            Message.Builder message = Message.builder(PAYLOAD).timeToLive(timeToLive);
            assertThatIllegalArgumentException()
                    .isThrownBy(message::build)
                    .withMessageContaining("A message's time to live must be between PT0.001S and PT8784H");
        }
        Message.Builder emptyId = Message.builder(PAYLOAD).deduplicationId("");
        assertThatIllegalArgumentException().isThrownBy(emptyId::build);
    }

    @Test
    void neitherThePayloadNorAHeadersTextIsShownInLogs() {
        Message message = Message.builder("secret".getBytes(StandardCharsets.UTF_8))
                .header("trace", "private")
                .build();
        assertThat(message).hasToString("Message[6 bytes, contentType=, headers=[trace]]");
    }

    private static Message.Builder withHeaders(int count) {
        Message.Builder builder = Message.builder(PAYLOAD);
        for (int i = 0; i < count; i++) {
            builder.header("h" + i, "");
        }
        return builder;
    }
}
