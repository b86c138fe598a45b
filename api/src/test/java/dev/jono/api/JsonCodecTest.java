package dev.jono.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as JSON, and messages that are not. */
class JsonCodecTest {
    record Order(String customer, int amount) {}

    /** A value that Jackson cannot write: it refers to itself. */
    static final class Endless {
        public Endless getSelf() {
            return this;
        }
    }

    private final JsonCodec<Order> codec = JsonCodec.of(Order.class);

    @Test
    void aValueIsReadAsItWasWritten() {
        Message message = codec.encode(new Order("Aino", 3));
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(codec.decode(message)).isEqualTo(new Order("Aino", 3));
        assertThat(JsonCodec.of(int.class).decode(Message.of("7"))).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{not json", "[]", "{\"customer\":\"secret\",\"amount\":\"many\"}"})
    void whatIsNotSuchAValueIsInvalid(String text) {
        assertThatThrownBy(() -> codec.decode(Message.of(text)))
                .isInstanceOfSatisfying(
                        JonoException.class,
                        invalid -> assertThat(invalid.reason()).isEqualTo(JonoException.Reason.INVALID))
                .hasMessageContaining("Order as JSON")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatCannotBeWrittenIsInvalid() {
        assertThatThrownBy(() -> JsonCodec.of(Endless.class).encode(new Endless()))
                .isInstanceOfSatisfying(
                        JonoException.class,
                        invalid -> assertThat(invalid.reason()).isEqualTo(JonoException.Reason.INVALID));
    }
}
