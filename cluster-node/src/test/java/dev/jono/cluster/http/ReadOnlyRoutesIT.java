package dev.jono.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Jono;
import dev.jono.api.QueueSettings;
import dev.jono.cluster.JonoNode;
import dev.jono.cluster.testkit.HttpCalls;
import dev.jono.cluster.testkit.HttpCalls.Reply;
import dev.jono.cluster.testkit.TestNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An HTTP port that is read-only shows queues and changes none. */
class ReadOnlyRoutesIT {
    private static final TestNodes NODES = new TestNodes("read_only_routes_it");
    private static HttpCalls http;

    @BeforeAll
    static void start() {
        JonoNode node = NODES.start("jono.http.write = off");
        http = new HttpCalls(TestNodes.await(node.management()).orElseThrow());
        TestNodes.await(Jono.get(NODES.system(0)).declare("shown"));
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /jono/v1/queues/new | {}",
                "PATCH | /jono/v1/queues/shown | {\"maxAttempts\": 4}",
                "POST | /jono/v1/queues/shown/messages | {\"text\": \"a\"}",
                "POST | /jono/v1/queues/shown/receive | {}",
                "POST | /jono/v1/queues/shown/settle | {\"settlements\": []}"
            })
    void whatChangesSomethingIsRefused(String method, String path, String body) {
        Reply refused = http.call(method, path, body);
        assertThat(refused.status()).as("%s", refused).isEqualTo(403);
        assertThat(refused.json().at("/error").asText()).isEqualTo("WRITE_OFF");
        assertThat(refused.json().at("/message").asText()).contains("jono.http.write");
    }

    @Test
    void whatReadsIsAnswered() {
        Reply shown = http.call("GET", "/jono/v1/queues/shown", "");
        assertThat(shown.status()).as("%s", shown).isEqualTo(200);
        assertThat(shown.json().at("/depth").asLong()).isZero();
        assertThat(shown.json().at("/settings/maxAttempts").asInt()).isEqualTo(QueueSettings.DEFAULT.maxAttempts());
        assertThat(http.call("GET", "/jono/v1/queues", "").json().at("/queues")).hasSize(2);
    }
}
