package dev.jono.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.Message;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageJsonTest {
    @Test
    void headersAreTaken() {
        assertThat(read("{\"text\": \"a\", \"headers\": {\"trace\": \"7\"}}").headers())
                .containsOnlyKeys("trace");
    }

    @Test
    void aHeaderWithANameOfOursIsABadRequest() {
        assertBadRequest("{\"text\": \"a\", \"headers\": {\"jono-origin-id\": \"x\"}}", "jono-origin-id");
    }

    @Test
    void aTextIsStoredAsItIsOrNotAtAll() {
        assertThat(read("{\"text\": \"na\u00efve \\ud83d\\ude00\"}").payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("na\u00efve \ud83d\ude00");
        assertBadRequest("{\"text\": \"half \\ud83d\"}", "surrogate");
    }

    @Test
    void aFieldThatIsGivenTwiceIsABadRequest() {
        assertBadRequest("{\"text\": \"a\", \"text\": \"b\"}", "Duplicate field 'text'");
    }

    private static void assertBadRequest(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .hasMessageContaining(reason)
                .extracting(HttpProblem::of)
                .extracting(HttpProblem::status)
                .isEqualTo(400);
    }

    private static Message read(String json) {
        return MessageJson.read(JsonFields.parse(json.getBytes(StandardCharsets.UTF_8)));
    }
}
