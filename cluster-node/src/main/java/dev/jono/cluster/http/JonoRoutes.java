package dev.jono.cluster.http;

import dev.jono.api.QueueName;
import dev.jono.cluster.JonoNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
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

    private static final RejectionHandler NOT_ROUTED = RejectionHandler.newBuilder()
            .handleNotFound(Directives.complete(Answer.of(new HttpProblem(
                            404, "NOT_FOUND", "There is nothing at this path; docs/http.md lists what there is."))
                    .response()))
            .handleAll(MethodRejection.class, JonoRoutes::wrongMethod)
            .build();

    private final ActorSystem<?> system;
    private final HttpSettings settings;
    private final RequestBody bodies;

    /** Called by Pekko Management. */
    public JonoRoutes(ExtendedActorSystem system) {
        this.system = Adapter.toTyped(system);
        this.settings = HttpSettings.of(system.settings().config());
        this.bodies = new RequestBody(this.system, settings);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings management) {
        return pathPrefix(
                PathMatchers.segment("jono").slash("v1"),
                () -> handleRejections(
                        NOT_ROUTED,
                        () -> concat(nodeRoute(), pathPrefix("queues", () -> concat(listRoute(), queueRoute())))));
    }

    private Route nodeRoute() {
        return path("node", () -> get(() -> answer(this::node)));
    }

    private Route listRoute() {
        return pathEndOrSingleSlash(() -> get(() -> answer(() -> operations().list())));
    }

    private Route queueRoute() {
        return pathPrefix(
                PathMatchers.segment(),
                name -> concat(
                        pathEndOrSingleSlash(() -> itselfRoute(name)),
                        actionRoute("messages", body -> operations().send(new QueueName(name), body)),
                        actionRoute("receive", body -> operations().receive(new QueueName(name), body)),
                        actionRoute("settle", body -> operations().settle(new QueueName(name), body))));
    }

    private Route itselfRoute(String name) {
        return concat(
                get(() -> answer(() -> operations().describe(new QueueName(name)))),
                put(() -> change(body -> operations().declare(new QueueName(name), body))),
                patch(() -> change(body -> operations().change(new QueueName(name), body))));
    }

    private Route actionRoute(String action, Function<JsonFields, CompletionStage<Answer>> operation) {
        return path(action, () -> post(() -> change(operation)));
    }

    private CompletionStage<Answer> node() {
        return CompletableFuture.completedFuture(
                Answer.ok(NodeJson.write(JonoNode.start(system).status())));
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
        return withoutSizeLimit(() -> withoutRequestTimeout(() ->
                extractRequest(request -> completeWithFuture(bodies.read(request.method(), request.entity())
                        .thenCompose(bytes -> operation.apply(JsonFields.parse(bytes)))
                        .handle(JonoRoutes::response)))));
    }

    private static Route wrongMethod(List<MethodRejection> rejections) {
        List<HttpMethod> supported =
                rejections.stream().map(MethodRejection::supported).distinct().toList();
        String names = supported.stream().map(HttpMethod::value).collect(Collectors.joining(", "));
        return Directives.complete(
                Answer.of(new HttpProblem(405, "METHOD_NOT_ALLOWED", "This path takes only " + names + "."))
                        .response()
                        .addHeader(Allow.create(supported.toArray(HttpMethod[]::new))));
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
