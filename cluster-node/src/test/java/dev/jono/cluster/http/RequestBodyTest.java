package dev.jono.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What becomes of bodies that do not come as they should. */
class RequestBodyTest {
    private static final ActorTestKit KIT = ActorTestKit.create("bodies");
    private static final ByteString START = ByteString.fromString("{\"text\": ");

    private final RequestBody bodies =
            new RequestBody(KIT.system(), new HttpSettings(true, 16, 1, Duration.ofSeconds(1), Duration.ofMillis(100)));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void aWholeOneIsRead() throws Exception {
        byte[] read = await(bodies.read(HttpMethods.POST, HttpEntities.create(ContentTypes.APPLICATION_JSON, "{}")));
        assertThat(read).asString().isEqualTo("{}");
    }

    @Test
    void oneThatIsTooLargeIsToldTheLimit() {
        assertRefused(
                HttpEntities.create(ContentTypes.APPLICATION_JSON, "x".repeat(17)),
                413,
                "MESSAGE_TOO_LARGE",
                "jono.http.max-body-bytes = 16");
        assertRefused(chunks(Source.repeat(START)), 413, "MESSAGE_TOO_LARGE", "jono.http.max-body-bytes = 16");
    }

    @Test
    void oneThatDoesNotArriveIsLateAndNotTooLarge() {
        assertRefused(
                chunks(Source.single(START).concat(Source.<ByteString>maybe())),
                408,
                "INVALID",
                "jono.http.answer-timeout = 100 ms");
    }

    @Test
    void oneThatBreaksOffIsBrokenAndNotTooLarge() {
        assertRefused(
                chunks(Source.single(START).concat(Source.failed(new IOException("connection reset")))),
                400,
                "INVALID",
                "connection reset");
    }

    @Test
    void oneThatIsNotJsonIsRefusedUnread() {
        assertRefused(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, "{}"), 415, "INVALID", "application/json");
    }

    /** A page of another origin can send that, but no {@code PUT} and no {@code application/json}, without asking first. */
    @Test
    void aPostWithoutABodyIsRefusedUnlessItSaysJson() throws Exception {
        assertRefused(HttpEntities.EMPTY, 415, "INVALID", "application/json");
        HttpEntity sayingJson = HttpEntities.create(ContentTypes.APPLICATION_JSON, ByteString.emptyByteString());
        assertThat(await(bodies.read(HttpMethods.POST, sayingJson))).isEmpty();
        assertThat(await(bodies.read(HttpMethods.PUT, HttpEntities.EMPTY))).isEmpty();
    }

    private static HttpEntity chunks(Source<ByteString, ?> source) {
        return HttpEntities.create(ContentTypes.APPLICATION_JSON, source);
    }

    private void assertRefused(HttpEntity entity, int status, String code, String detail) {
        assertThatThrownBy(() -> await(bodies.read(HttpMethods.POST, entity)))
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(HttpProblem.class))
                .satisfies(problem -> {
                    assertThat(problem.status()).isEqualTo(status);
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.detail()).contains(detail);
                });
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
