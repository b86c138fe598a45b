package dev.jono.cluster.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jono.api.Jono;
import dev.jono.api.JonoException.Reason;
import dev.jono.api.Message;
import dev.jono.api.MessageId;
import dev.jono.api.Queue;
import dev.jono.api.QueueName;
import dev.jono.api.protocol.ConsumerId;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.api.protocol.QueueCommand.Settlement;
import dev.jono.api.protocol.QueueKey;
import dev.jono.api.protocol.QueueReply;
import dev.jono.api.protocol.QueueReply.SettleResult;
import dev.jono.api.spi.QueueAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** What can be done to queues over HTTP. Every stage fails with what {@link HttpProblem#of} understands. */
final class QueueOperations {
    /** How many queues are asked at once for a list. */
    private static final int ASKED_AT_ONCE = 32;

    /**
     * How many bytes one receive leases, give or take the last message: its answer is put together in memory, beside those of
     * others, while a thousand messages may have a gigabyte.
     */
    private static final long MAX_RECEIVED_BYTES = 1024 * 1024;

    private final ActorSystem<?> system;
    private final QueueAccess queues;
    private final QueueQuestions questions;
    private final HttpSettings settings;

    QueueOperations(ActorSystem<?> system, QueueAccess queues, HttpSettings settings) {
        this.system = system;
        this.queues = queues;
        this.questions = new QueueQuestions(system, queues);
        this.settings = settings;
    }

    /** Every queue with its status; one that does not answer has an error in its place. */
    CompletionStage<Answer> list() {
        long deadlineNanos = System.nanoTime() + settings.answerTimeout().toNanos();
        return queues.queues()
                .thenCompose(declared -> Source.from(declared)
                        .mapAsync(
                                ASKED_AT_ONCE,
                                queue -> status(queue.key(), deadlineNanos)
                                        .exceptionally(
                                                failure -> StatusJson.write(queue.key(), HttpProblem.of(failure))))
                        .runWith(Sink.seq(), system))
                .thenApply(statuses -> {
                    ObjectNode json = JsonFields.MAPPER.createObjectNode();
                    json.putArray("queues").addAll(statuses);
                    return Answer.ok(json);
                });
    }

    CompletionStage<Answer> describe(QueueName queue) {
        long deadlineNanos = System.nanoTime() + settings.answerTimeout().toNanos();
        return queues.resolve(queue)
                .thenCompose(key -> status(key, deadlineNanos))
                .thenApply(Answer::ok);
    }

    CompletionStage<Answer> declare(QueueName queue, JsonFields body) {
        return queues.declare(queue, SettingsJson.read(body)).thenApply(key -> {
            ObjectNode json = JsonFields.MAPPER.createObjectNode();
            json.put("queue", queue.value());
            json.put("generation", key.generation());
            return Answer.ok(json);
        });
    }

    /** Changes the settings that the body names; the others stay. */
    CompletionStage<Answer> change(QueueName queue, JsonFields body) {
        return queues.changeSettings(queue, before -> SettingsJson.read(body, before))
                .thenCompose(key -> describe(queue));
    }

    CompletionStage<Answer> send(QueueName name, JsonFields body) {
        List<Message> messages =
                many(body, "messages").stream().map(MessageJson::read).toList();
        return queues.resolve(name).thenCompose(key -> {
            Queue queue = Jono.get(system).queue(name.value());
            List<CompletableFuture<SendAnswer>> sends = messages.stream()
                    .map(message -> queue.send(message).handle(SendAnswer::new).toCompletableFuture())
                    .toList();
            return CompletableFuture.allOf(sends.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done -> sentAnswer(
                            sends.stream().map(CompletableFuture::join).toList()));
        });
    }

    CompletionStage<Answer> receive(QueueName queue, JsonFields body) {
        int max = body.integer("max").orElse(1);
        Duration wait = body.millis("waitMillis").orElse(Duration.ZERO);
        @Nullable Duration lease = body.millis("leaseMillis").orElse(null);
        body.requireNoOthers();
        if (max < 1 || max > settings.maxMessages()) {
            throw HttpProblem.badRequest("'max' is " + max + "; 1 to " + settings.maxMessages() + " can be received.");
        }
        if (wait.compareTo(settings.maxWait()) > 0) {
            throw HttpProblem.badRequest("'waitMillis' is " + wait.toMillis() + "; at most "
                    + settings.maxWait().toMillis() + " (jono.http.max-wait). Ask again instead.");
        }
        ConsumerId consumer = new ConsumerId(queues.process(), UUID.randomUUID().toString());
        return queues.resolve(queue)
                .thenCompose(key -> questions
                        .receive(
                                key,
                                new QueueCommand.Receive(consumer, max, MAX_RECEIVED_BYTES, wait, lease),
                                wait.plus(settings.answerTimeout()))
                        .thenApply(parts -> receivedAnswer(key, parts)));
    }

    CompletionStage<Answer> settle(QueueName queue, JsonFields body) {
        List<JsonFields> wanted = many(body, "settlements");
        return queues.resolve(queue).thenCompose(key -> {
            List<Settlement> settlements =
                    wanted.stream().map(json -> SettlementJson.read(key, json)).toList();
            return questions
                    .ask(
                            key,
                            new QueueCommand.Settle(settlements),
                            QueueReply.Settled.class,
                            settings.answerTimeout(),
                            Reason.UNKNOWN)
                    .thenApply(QueueOperations::settledAnswer);
        });
    }

    private CompletionStage<ObjectNode> status(QueueKey key, long deadlineNanos) {
        Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
        return questions
                .ask(key, new QueueCommand.Describe(), QueueReply.Described.class, left, Reason.UNAVAILABLE)
                .thenApply(described -> StatusJson.write(described.status()));
    }

    /** One thing, or a list of them. */
    private List<JsonFields> many(JsonFields body, String name) {
        Optional<List<JsonFields>> list = body.objects(name);
        if (list.isEmpty()) {
            return List.of(body.without(name));
        }
        body.requireNoOthers();
        int size = list.get().size();
        if (size < 1 || size > settings.maxMessages()) {
            throw HttpProblem.badRequest(
                    "'" + name + "' has " + size + "; 1 to " + settings.maxMessages() + " go in one request.");
        }
        return list.get();
    }

    /** What became of one message: its id or why it has none. */
    private record SendAnswer(
            @Nullable MessageId id, @Nullable Throwable failure) {}

    private static Answer sentAnswer(List<SendAnswer> answers) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        ArrayNode messages = JsonFields.MAPPER.createArrayNode();
        List<HttpProblem> problems = new ArrayList<>();
        for (SendAnswer answer : answers) {
            @Nullable Throwable failure = answer.failure();
            if (failure == null) {
                messages.addObject().put("id", String.valueOf(answer.id()));
            } else {
                HttpProblem problem = HttpProblem.of(failure);
                problems.add(problem);
                messages.addObject().put("error", problem.code()).put("message", problem.detail());
            }
        }
        json.put("confirmed", answers.size() - problems.size());
        json.set("messages", messages);
        return problems.isEmpty() ? Answer.ok(json) : Answer.of(problems.get(0), json);
    }

    private static Answer receivedAnswer(QueueKey key, List<QueueReply.Deliveries> parts) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        ArrayNode deliveries = json.putArray("deliveries");
        parts.forEach(
                part -> part.deliveries().forEach(delivered -> deliveries.add(MessageJson.write(key, delivered))));
        return Answer.ok(json);
    }

    private static Answer settledAnswer(QueueReply.Settled settled) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        ArrayNode results = JsonFields.MAPPER.createArrayNode();
        long lost = 0;
        for (SettleResult result : settled.results()) {
            results.addObject()
                    .put("token", result.token().toString())
                    .put("result", result.kind().name());
            lost += result.kind() == SettleResult.Kind.LEASE_LOST ? 1 : 0;
        }
        json.set("results", results);
        if (lost == 0) {
            return Answer.ok(json);
        }
        return Answer.of(
                new HttpProblem(
                        409,
                        Reason.LEASE_LOST.name(),
                        lost + " of " + settled.results().size()
                                + " leases had ended; their messages go, or went, to somebody else."),
                json);
    }
}
