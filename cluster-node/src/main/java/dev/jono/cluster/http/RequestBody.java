package dev.jono.cluster.http;

import dev.jono.api.JonoException.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.StreamLimitReachedException;
import org.apache.pekko.util.ByteString;

/** Takes in the body of a request, within bounds of size and time that are answered in JSON. */
final class RequestBody {
    /**
     * A body that is too large is read on, and dropped, up to so many times the limit: a client whose connection ends while it still sends
     * does not get to read why.
     */
    private static final long LIMITS_READ = 4;

    private final ActorSystem<?> system;
    private final HttpSettings settings;

    RequestBody(ActorSystem<?> system, HttpSettings settings) {
        this.system = system;
        this.settings = settings;
    }

    /**
     * Reads it all. A {@code POST} must say that its body is JSON even if it has none, because a page of another origin can send one that
     * says nothing without asking first.
     *
     * @param entity without a limit of Pekko's own, which would say in the same words that it was too large or broke off
     */
    CompletionStage<byte[]> read(HttpMethod method, HttpEntity entity) {
        boolean mayBeMissing = !method.equals(HttpMethods.POST) && entity.isKnownEmpty();
        if (!entity.getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON) && !mayBeMissing) {
            return CompletableFuture.failedFuture(new HttpProblem(
                    415,
                    Reason.INVALID.name(),
                    "The body must be JSON, with the header Content-Type: application/json."));
        }
        return entity.getDataBytes()
                .limitWeighted(LIMITS_READ * settings.maxBodyBytes(), bytes -> (long) bytes.size())
                .completionTimeout(settings.answerTimeout())
                .runFold(ByteString.emptyByteString(), this::addUnlessTooLarge, system)
                .exceptionally(failure -> {
                    throw problem(failure);
                })
                .thenApply(body -> {
                    if (isTooLarge(body)) {
                        throw tooLarge();
                    }
                    return body.toArray();
                });
    }

    private ByteString addUnlessTooLarge(ByteString body, ByteString more) {
        return isTooLarge(body) ? body : body.concat(more);
    }

    private boolean isTooLarge(ByteString body) {
        return body.size() > settings.maxBodyBytes();
    }

    private HttpProblem problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StreamLimitReachedException) {
            return tooLarge();
        }
        if (cause instanceof TimeoutException) {
            return new HttpProblem(
                    408,
                    Reason.INVALID.name(),
                    "The body was not there within jono.http.answer-timeout = "
                            + settings.answerTimeout().toMillis() + " ms, so nothing was done. Send it again.");
        }
        return HttpProblem.badRequest("The body broke off, so nothing was done: " + cause + ". Send it again.");
    }

    private HttpProblem tooLarge() {
        return new HttpProblem(
                413,
                Reason.MESSAGE_TOO_LARGE.name(),
                "The body has more than jono.http.max-body-bytes = " + settings.maxBodyBytes()
                        + " bytes. Send fewer messages at once.");
    }
}
