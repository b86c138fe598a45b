package dev.jono.benchmark.peers;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.impl.ClientVersion;
import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A RabbitMQ with one connection for its producer and one for its consumers, a channel for each. */
final class RabbitMqRunning implements SystemUnderTest {
    /** The deliveries that a consumer may hold; the server's own load tool and its guides use some hundred. */
    static final int PREFETCH = 500;

    private static final long PATIENCE_SECONDS = 60;

    private final RabbitMqServer server;
    private final RabbitMq.Kind kind;
    private final Alarm alarm;
    private final Connection producing;
    private final Connection consuming;
    private final Channel publisher;
    private final ConcurrentSkipListMap<Long, Confirm> unconfirmed = new ConcurrentSkipListMap<>();

    RabbitMqRunning(RabbitMqServer server, RabbitMq.Kind kind, Alarm alarm) throws Exception {
        this.server = server;
        this.kind = kind;
        this.alarm = alarm;
        this.producing = server.connect();
        this.consuming = server.connect();
        this.publisher = producing.createChannel();
        publisher.confirmSelect();
        publisher.addConfirmListener(
                this::confirmed,
                (tag, multiple) -> alarm.raise(new BenchmarkException("RabbitMQ refused message " + tag + ".")));
    }

    @Override
    public void declare(List<String> queues) throws Exception {
        Map<String, Object> arguments = kind == RabbitMq.Kind.QUORUM ? Map.of("x-queue-type", "quorum") : Map.of();
        for (String queue : queues) {
            publisher.queueDeclare(queue, true, false, false, arguments);
        }
    }

    @Override
    public Sender sender(String queue, Confirm confirm) {
        return payload -> {
            unconfirmed.put(publisher.getNextPublishSeqNo(), confirm);
            publisher.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, payload);
        };
    }

    @Override
    public Consuming consume(String queue, Handler handler) throws Exception {
        Channel channel = consuming.createChannel();
        channel.basicQos(PREFETCH);
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        String tag = channel.basicConsume(queue, false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(
                    String consumer, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                handler.handle(body, done -> ack(channel, envelope.getDeliveryTag(), done));
            }

            /** Comes after the last delivery; a channel that is closed before goes on with some that it could not ack. */
            @Override
            public void handleCancelOk(String consumer) {
                cancelled.complete(null);
            }
        });
        return () -> {
            channel.basicCancel(tag);
            cancelled.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            channel.close();
        };
    }

    @Override
    public Map<String, String> about() {
        Map<String, Object> server = producing.getServerProperties();
        return Map.of(
                "RabbitMQ",
                server.get("version") + " (" + server.get("platform") + ")",
                "client",
                ClientVersion.VERSION);
    }

    @Override
    public List<ProcessHandle> servers() {
        return server.handles();
    }

    @Override
    public void close() {
        producing.abort();
        consuming.abort();
        server.close();
    }

    private void confirmed(long tag, boolean multiple) {
        if (multiple) {
            NavigableMap<Long, Confirm> all = unconfirmed.headMap(tag, true);
            for (Confirm confirm = poll(all); confirm != null; confirm = poll(all)) {
                confirm.confirmed();
            }
        } else {
            Confirm confirm = unconfirmed.remove(tag);
            if (confirm != null) {
                confirm.confirmed();
            }
        }
    }

    private static @Nullable Confirm poll(NavigableMap<Long, Confirm> all) {
        Map.Entry<Long, Confirm> first = all.pollFirstEntry();
        return first == null ? null : first.getValue();
    }

    private void ack(Channel channel, long tag, Runnable done) {
        try {
            channel.basicAck(tag, false);
            done.run();
        } catch (IOException e) {
            alarm.raise(e);
        }
    }
}
