package dev.jono.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jono.cluster.JonoNode;
import dev.jono.cluster.testkit.HttpCalls;
import dev.jono.cluster.testkit.HttpCalls.Reply;
import dev.jono.cluster.testkit.TestNodes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Works with queues through the HTTP port of a node, as a client without an actor system does. */
class RoutesIT {
    private static final TestNodes NODES = new TestNodes("routes_it");
    private static HttpCalls http;

    @BeforeAll
    static void start() {
        JonoNode node = NODES.start();
        http = new HttpCalls(TestNodes.await(node.management()).orElseThrow());
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void aMessageIsSentReceivedAndAcked() {
        declare("orders");
        Reply sent = http.call("POST", "/jono/v1/queues/orders/messages", """
                {"text": "first", "headers": {"colour": "red"}}""");
        assertThat(sent.status()).as("%s", sent).isEqualTo(200);
        assertThat(sent.json().at("/confirmed").asInt()).isEqualTo(1);
        String id = sent.json().at("/messages/0/id").asText();

        JsonNode delivery = receive("orders");
        assertThat(delivery.at("/id").asText()).isEqualTo(id);
        assertThat(delivery.at("/text").asText()).isEqualTo("first");
        assertThat(delivery.at("/headers/colour").asText()).isEqualTo("red");
        assertThat(delivery.at("/attempt").asInt()).isEqualTo(1);
        assertThat(status("orders").at("/leased").asInt()).isEqualTo(1);

        Reply acked = settle("orders", delivery, "\"outcome\": \"ack\"");
        assertThat(acked.status()).as("%s", acked).isEqualTo(200);
        assertThat(acked.json().at("/results/0/result").asText()).isEqualTo("DONE");
        assertThat(status("orders").at("/depth").asInt()).isZero();
        assertThat(settle("orders", delivery, "\"outcome\": \"ack\"")
                        .json()
                        .at("/results/0/result")
                        .asText())
                .isEqualTo("ALREADY_SETTLED");
    }

    @Test
    void binaryPayloadsTravelInBase64() {
        declare("binary");
        http.call("POST", "/jono/v1/queues/binary/messages", """
                {"base64": "/wD/"}""");
        assertThat(receive("binary").at("/base64").asText()).isEqualTo("/wD/");
    }

    @Test
    void manyMessagesComeInPartsAndAllOfThem() {
        declare("many");
        String large = "x".repeat(100_000);
        String messages = IntStream.range(0, 8)
                .mapToObj(i -> "{\"text\": \"" + i + large + "\"}")
                .collect(Collectors.joining(",", "{\"messages\": [", "]}"));
        Reply sent = http.call("POST", "/jono/v1/queues/many/messages", messages);
        assertThat(sent.json().at("/confirmed").asInt()).as("%s", sent).isEqualTo(8);

        Reply received = http.call("POST", "/jono/v1/queues/many/receive", """
                {"max": 8, "waitMillis": 5000}""");
        assertThat(received.json().at("/deliveries")).hasSize(8);
    }

    @Test
    void aNackedMessageComesBackAndARejectedOneIsDeadLettered() {
        declare("failing");
        http.call("POST", "/jono/v1/queues/failing/messages", "{\"text\": \"poison\"}");
        settle("failing", receive("failing"), "\"outcome\": \"nack\", \"delayMillis\": 0");
        JsonNode again = receive("failing");
        assertThat(again.at("/attempt").asInt()).isEqualTo(2);

        settle("failing", again, "\"outcome\": \"reject\", \"reason\": \"bad\"");
        JsonNode dead = receive("failing.dlq");
        assertThat(dead.at("/text").asText()).isEqualTo("poison");
    }

    @Test
    void aLeaseThatEndedIsAConflict() {
        declare("leases", "{\"leaseMillis\": 100, \"backoff\": {\"firstMillis\": 0, \"capMillis\": 0}}");
        http.call("POST", "/jono/v1/queues/leases/messages", "{\"text\": \"slow\"}");
        JsonNode first = receive("leases");
        receive("leases");
        Reply late = settle("leases", first, "\"outcome\": \"ack\"");
        assertThat(late.status()).as("%s", late).isEqualTo(409);
        assertThat(late.json().at("/error").asText()).isEqualTo("LEASE_LOST");
    }

    @Test
    void anEmptyQueueAnswersWithNothingAfterTheWait() {
        declare("empty");
        Reply received = http.call("POST", "/jono/v1/queues/empty/receive", "{\"waitMillis\": 100}");
        assertThat(received.status()).as("%s", received).isEqualTo(200);
        assertThat(received.json().at("/deliveries")).isEmpty();
    }

    @Test
    void declaringAgainIsHarmlessAndOtherwiseIsAConflict() {
        declare("again", "{\"maxAttempts\": 3}");
        declare("again", "{\"maxAttempts\": 3}");
        assertError(http.call("PUT", "/jono/v1/queues/again", "{\"maxAttempts\": 4}"), 409, "CONFLICTING_SETTINGS");
    }

    @Test
    void settingsAreChangedInTheCatalogueAndInTheQueue() {
        declare("changing", "{\"maxAttempts\": 3, \"leaseMillis\": 7000}");
        Reply changed = http.call("PATCH", "/jono/v1/queues/changing", "{\"maxAttempts\": 4}");
        assertThat(changed.status()).as("%s", changed).isEqualTo(200);
        JsonNode settings = status("changing").at("/settings");
        assertThat(settings.at("/maxAttempts").asInt()).isEqualTo(4);
        assertThat(settings.at("/leaseMillis").asInt())
                .as("what is not named stays")
                .isEqualTo(7000);

        declare("changing", "{\"maxAttempts\": 4, \"leaseMillis\": 7000}");
        assertError(http.call("PATCH", "/jono/v1/queues/nowhere", "{\"maxAttempts\": 4}"), 404, "UNKNOWN_QUEUE");
    }

    @Test
    void ofTwoChangesAtOnceNoneIsLost() {
        declare("contended");
        for (int value = 3; value < 13; value++) {
            int wanted = value;
            CompletableFuture<Reply> other = CompletableFuture.supplyAsync(
                    () -> http.call("PATCH", "/jono/v1/queues/contended", "{\"maxMessages\": " + wanted + "}"));
            Reply one = http.call("PATCH", "/jono/v1/queues/contended", "{\"maxAttempts\": " + wanted + "}");
            requireMadeOrRefused(one, "/maxAttempts", wanted);
            requireMadeOrRefused(other.join(), "/maxMessages", wanted);
            assertThat(List.of(one.status(), other.join().status())).contains(200);
        }
    }

    private static void requireMadeOrRefused(Reply reply, String setting, int wanted) {
        if (reply.status() == 200) {
            assertThat(status("contended").at("/settings").at(setting).asInt()).isEqualTo(wanted);
        } else {
            assertError(reply, 409, "CONFLICTING_SETTINGS");
        }
    }

    @Test
    void aBadChangeOfSettingsIsRefusedAndChangesNothing() {
        declare("unchanged", "{\"maxAttempts\": 3}");
        JsonNode before = status("unchanged").at("/settings");
        String queue = "/jono/v1/queues/unchanged";
        assertError(http.call("PATCH", queue, "{\"leaseMillis\": 1}"), 400, "INVALID");
        assertError(http.call("PATCH", queue, "{\"maxAttempts\": 1001}"), 400, "INVALID");
        assertError(http.call("PATCH", queue, "{\"deadLetterQueue\": \"unchanged\"}"), 400, "INVALID");
        assertError(http.call("PATCH", queue, "{\"maxAttempts\": 4, \"leaseMilis\": 7000}"), 400, "INVALID");
        assertThat(status("unchanged").at("/settings")).isEqualTo(before);
    }

    @Test
    void everyQueueIsListed() {
        declare("listed");
        Reply all = http.call("GET", "/jono/v1/queues", "");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.json().at("/queues"))
                .extracting(queue -> queue.at("/queue").asText())
                .contains("listed", "listed.dlq");
    }

    @Test
    void aReceiveIsBoundedInBytes() {
        declare("large");
        String large = "{\"text\": \"" + "x".repeat(600 * 1024) + "\"}";
        for (int i = 0; i < 3; i++) {
            assertThat(http.call("POST", "/jono/v1/queues/large/messages", large)
                            .status())
                    .isEqualTo(200);
        }
        String wanted = "{\"max\": 10, \"waitMillis\": 5000}";
        assertThat(http.call("POST", "/jono/v1/queues/large/receive", wanted)
                        .json()
                        .at("/deliveries"))
                .hasSize(2);
        assertThat(http.call("POST", "/jono/v1/queues/large/receive", wanted)
                        .json()
                        .at("/deliveries"))
                .hasSize(1);
    }

    @Test
    void whatIsWrongIsSaid() {
        declare("errors");
        assertError(http.call("GET", "/jono/v1/queues/nowhere", ""), 404, "UNKNOWN_QUEUE");
        assertError(http.call("GET", "/jono/v1/queues/-bad-", ""), 400, "INVALID");
        assertError(http.call("PUT", "/jono/v1/queues/errors", "{\"leaseMilis\": 1}"), 400, "INVALID");
        assertError(http.call("PUT", "/jono/v1/queues/errors", "{"), 400, "INVALID");
        assertError(http.call("POST", "/jono/v1/queues/errors/messages", "{}"), 400, "INVALID");
        assertError(http.call("POST", "/jono/v1/queues/errors/messages", """
                        {"messages": [{"text": "a"}, {"text": "b", "headers": {"jono-origin-id": "x"}}]}"""), 400, "INVALID");
        assertThat(http.call("GET", "/jono/v1/queues/errors", "")
                        .json()
                        .at("/depth")
                        .asLong())
                .isZero();
        assertError(
                http.call("POST", "/jono/v1/queues/errors/messages", "{\"text\": \"a\"}", "text/plain"),
                415,
                "INVALID");
        assertError(http.call("POST", "/jono/v1/queues/errors/receive", "{\"max\": 0}"), 400, "INVALID");
        for (long leaseMillis : new long[] {0, 10_000_000_000_000L, Long.MAX_VALUE}) {
            assertError(
                    http.call("POST", "/jono/v1/queues/errors/receive", "{\"leaseMillis\": " + leaseMillis + "}"),
                    400,
                    "INVALID");
        }
        assertError(http.call("POST", "/jono/v1/queues/errors/settle", """
                        {"id": "errors/0/1/0", "token": "1-1-1", "outcome": "forget"}"""), 400, "INVALID");
        assertError(
                http.call("POST", "/jono/v1/queues/errors/messages", "{\"text\": \"" + "x".repeat(1024 * 1024) + "\"}"),
                413,
                "MESSAGE_TOO_LARGE");
        assertError(
                http.call(
                        "POST",
                        "/jono/v1/queues/errors/messages",
                        "{\"text\": \"" + "x".repeat(9 * 1024 * 1024) + "\"}"),
                413,
                "MESSAGE_TOO_LARGE");
    }

    @Test
    void whatIsNotThereOrNotDoneSoIsSaidInJson() {
        assertError(http.call("GET", "/jono/v1/nowhere", ""), 404, "NOT_FOUND");
        assertError(http.call("GET", "/jono/v1", ""), 404, "NOT_FOUND");
        assertError(http.call("POST", "/jono/v1/queues/errors/forget", "{}"), 404, "NOT_FOUND");
        assertError(http.call("POST", "/jono/v1/queues", "{}"), 405, "METHOD_NOT_ALLOWED");
        Reply wrong = http.call("DELETE", "/jono/v1/queues/errors", "");
        assertError(wrong, 405, "METHOD_NOT_ALLOWED");
        assertThat(wrong.json().at("/message").asText()).contains("GET, PUT, PATCH");
    }

    @Test
    void aReceiveWithoutABodyLeasesNothing() {
        declare("untouched");
        http.call("POST", "/jono/v1/queues/untouched/messages", "{\"text\": \"a\"}");
        assertError(http.call("POST", "/jono/v1/queues/untouched/receive", ""), 415, "INVALID");
        assertThat(status("untouched").at("/leased").asInt()).isZero();
    }

    @Test
    void aFullQueueSaysSo() {
        declare("full", "{\"maxMessages\": 1}");
        assertThat(http.call("POST", "/jono/v1/queues/full/messages", "{\"text\": \"a\"}")
                        .status())
                .isEqualTo(200);
        assertError(http.call("POST", "/jono/v1/queues/full/messages", "{\"text\": \"b\"}"), 429, "QUEUE_FULL");
    }

    @Test
    void theNodeIsAliveAndReadyAndShowsItsCluster() {
        assertThat(http.call("GET", "/alive", "").status()).isEqualTo(200);
        assertThat(http.call("GET", "/ready", "").status()).isEqualTo(200);
        Reply members = http.call("GET", "/cluster/members", "");
        assertThat(members.json().at("/members")).hasSize(1);
        assertThat(http.call(
                                "PUT",
                                "/cluster/",
                                "operation=Prepare-for-full-shutdown",
                                "application/x-www-form-urlencoded")
                        .status())
                .as("Pekko's own routes stay read-only")
                .isGreaterThanOrEqualTo(400);
    }

    private static void declare(String queue) {
        declare(queue, "");
    }

    private static void declare(String queue, String settings) {
        Reply declared = http.call("PUT", "/jono/v1/queues/" + queue, settings);
        assertThat(declared.status()).as("%s", declared).isEqualTo(200);
    }

    private static JsonNode receive(String queue) {
        Reply received = http.call("POST", "/jono/v1/queues/" + queue + "/receive", "{\"waitMillis\": 15000}");
        assertThat(received.json().at("/deliveries")).as("%s", received).hasSize(1);
        return received.json().at("/deliveries/0");
    }

    private static Reply settle(String queue, JsonNode delivery, String outcome) {
        return http.call(
                "POST",
                "/jono/v1/queues/" + queue + "/settle",
                "{\"id\": " + delivery.at("/id") + ", \"token\": " + delivery.at("/token") + ", " + outcome + "}");
    }

    private static JsonNode status(String queue) {
        return http.call("GET", "/jono/v1/queues/" + queue, "").json();
    }

    private static void assertError(Reply reply, int status, String code) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        assertThat(reply.json().at("/error").asText()).isEqualTo(code);
        assertThat(reply.json().at("/message").asText()).isNotEmpty();
    }
}
