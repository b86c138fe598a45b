package dev.jono.cluster.http;

import dev.jono.api.QueueName;
import dev.jono.cluster.JonoNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues and the node itself under {@code /jono/v1} of the management port. Requests that change something, receiving included, need {@code
 * jono.http.write} and a body of {@code application/json}, which a page of another origin cannot send without asking first.
 *
 * <p>Pekko Management creates it by name, from {@code reference.conf}.
 */
public final class JonoRoutes extends AllDirectives implements ManagementRouteProvider {
    private static final Logger log = LoggerFactory.getLogger(JonoRoutes.class);

    private final ActorSystem<?> system;
    private final HttpSettings settings;

    /** Called by Pekko Management. */
    public JonoRoutes(ExtendedActorSystem system) {
        this.system = Adapter.toTyped(system);
        this.settings = HttpSettings.of(system.settings().config());
    }

    @Override
    public Route routes(ManagementRouteProviderSettings management) {
        return pathPrefix(
                "jono",
                () -> pathPrefix(
                        "v1",
                        () -> concat(
                                path("node", () -> get(() -> answer(this::node))),
                                pathPrefix(
                                        "queues",
                                        () -> concat(
                                                pathEndOrSingleSlash(() -> get(() -> answer(
                                                        () -> operations().list()))),
                                                pathPrefix(PathMatchers.segment(), this::queueRoutes))))));
    }

    private CompletionStage<Answer> node() {
        return CompletableFuture.completedFuture(
                Answer.ok(NodeJson.write(JonoNode.start(system).status())));
    }

    private Route queueRoutes(String name) {
        return concat(
                pathEndOrSingleSlash(() -> concat(
                        get(() -> answer(() -> operations().describe(new QueueName(name)))),
                        put(() -> change(body -> operations().declare(new QueueName(name), body))),
                        patch(() -> change(body -> operations().change(new QueueName(name), body))))),
                path("messages", () -> post(() -> change(body -> operations().send(new QueueName(name), body)))),
                path("receive", () -> post(() -> change(body -> operations().receive(new QueueName(name), body)))),
                path("settle", () -> post(() -> change(body -> operations().settle(new QueueName(name), body)))));
    }

    private Route change(Function<JsonFields, CompletionStage<Answer>> operation) {
        if (!settings.writes()) {
            return complete(Answer.of(new HttpProblem(
                            403,
                            "WRITE_OFF",
                            "This node's HTTP port is read-only: jono.http.write is off, or auto with a port that other"
                                    + " machines reach. Set it on if that port is protected."))
                    .response());
        }
        // Size and time have limits of Jono's own, so that going past them is answered in JSON.
        return withoutSizeLimit(() ->
                withoutRequestTimeout(() -> extractRequestEntity(entity -> completeWithFuture(body(entity)
                        .thenCompose(bytes -> operation.apply(JsonFields.parse(bytes)))
                        .handle(JonoRoutes::response)))));
    }

    private CompletionStage<byte[]> body(HttpEntity entity) {
        if (!entity.getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON) && !entity.isKnownEmpty()) {
            return CompletableFuture.failedFuture(new HttpProblem(
                    415, "INVALID", "The body must be JSON, with the header Content-Type: application/json."));
        }
        return entity.withSizeLimit(settings.maxBodyBytes())
                .toStrict(settings.answerTimeout().toMillis(), system)
                .thenApply(strict -> strict.getData().toArray())
                .exceptionally(failure -> {
                    throw new HttpProblem(
                            413,
                            "MESSAGE_TOO_LARGE",
                            "The body has more than jono.http.max-body-bytes = " + settings.maxBodyBytes()
                                    + " bytes, or did not arrive in time. Send fewer messages at once.");
                });
    }

    private Route answer(Supplier<CompletionStage<Answer>> operation) {
        return withoutRequestTimeout(() -> completeWithFuture(started(operation).handle(JonoRoutes::response)));
    }

    private static CompletionStage<Answer> started(Supplier<CompletionStage<Answer>> operation) {
        try {
            return operation.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static HttpResponse response(Answer answer, Throwable failure) {
        if (failure == null) {
            return answer.response();
        }
        HttpProblem problem = HttpProblem.of(failure);
        if (problem.status() == 500) {
            log.error("A request failed", failure);
        }
        return Answer.of(problem).response();
    }

    /** Looked up late: the routes are made while the node starts. */
    private QueueOperations operations() {
        return new QueueOperations(system, JonoNode.start(system).queues(), settings);
    }
}
