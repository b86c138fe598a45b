package dev.jono.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jono.api.protocol.QueueKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts name queues, messages and leases. */
class NamesAndIdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "-a", "_a", "a/b", "a b", "ä", "a\n", "a*"})
    void whatIsNoQueueNameIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueueName(text))
                .withMessageContaining("Not a queue name: '" + text + "'");
    }

    @Test
    void aNameIsShortEnoughThatItsDeadLetterQueueHasOneToo() {
        QueueName longest = QueueName.of("a".repeat(QueueName.MAX_LENGTH));
        assertThat(longest.deadLetters().value()).hasSize(80).endsWith(".dlq");
        assertThat(longest.deadLetters().isDeadLetterName()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> QueueName.of("a".repeat(QueueName.MAX_LENGTH + 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of("a".repeat(1_000_000)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void anIdIsReadAsItIsWritten() {
        MessageId id = new MessageId(QueueName.of("orders.dlq"), 3, 7, 1L << 40);
        assertThat(id).hasToString("orders.dlq/7/3/1099511627776");
        assertThat(MessageId.parse(id.toString())).isEqualTo(id);
        QueueKey key = new QueueKey(QueueName.of("orders"), 2, 9);
        assertThat(QueueKey.parse(key.toString())).isEqualTo(key);
        for (String text : List.of("", "orders/0/1", "orders/0/1/-1", "orders/0/1/2/3", "/0/1/2", "orders/x/1/2")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MessageId.parse(text))
                    .withMessageContaining("Not a message id: '" + text + "'");
        }
    }

    @Test
    void aTokenIsReadAsItIsWrittenAndOnlyGrows() {
        LeaseToken token = new LeaseToken(1, 20, 300);
        assertThat(LeaseToken.parse("1-20-300")).isEqualTo(token);
        assertThatIllegalArgumentException().isThrownBy(() -> LeaseToken.parse("1-20"));
        assertThatIllegalArgumentException().isThrownBy(() -> LeaseToken.parse("1-20-9999999999999999999"));
        assertThat(Stream.of("2-1-1", "1-20-301", "1-21-1", "1-20-300")
                        .map(LeaseToken::parse)
                        .sorted())
                .extracting(LeaseToken::toString)
                .containsExactly("1-20-300", "1-20-301", "1-21-1", "2-1-1");
    }
}
