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
        assertThatThrownBy(() -> read("{\"text\": \"a\", \"headers\": {\"jono-origin-id\": \"x\"}}"))
                .hasMessageContaining("jono-origin-id")
                .extracting(HttpProblem::of)
                .extracting(HttpProblem::status)
                .isEqualTo(400);
    }

    private static Message read(String json) {
        return MessageJson.read(JsonFields.parse(json.getBytes(StandardCharsets.UTF_8)));
    }
}
