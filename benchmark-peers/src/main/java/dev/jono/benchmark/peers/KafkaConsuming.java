package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.Handler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** One consumer of a share group on a thread of its own: each record is acked by itself, and acks go out after each poll. */
final class KafkaConsuming {
    /** Acks are told of within a poll, so a long one would add to the time of a run's last ack. */
    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaShareConsumer<byte[], byte[]> consumer;
    private final Handler handler;
    private final Alarm alarm;
    private final Thread thread;
    private volatile boolean stopped;

    /** What the harness is told for each ack; the same for all of a run's. */
    private Runnable done = () -> {};

    private KafkaConsuming(KafkaShareConsumer<byte[], byte[]> consumer, Handler handler, Alarm alarm) {
        this.consumer = consumer;
        this.handler = handler;
        this.alarm = alarm;
        this.thread = new Thread(this::run, "share-consumer");
    }

    static KafkaConsuming start(Map<String, Object> settings, String topic, Handler handler, Alarm alarm) {
        KafkaConsuming consuming = new KafkaConsuming(
                new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                handler,
                alarm);
        consuming.consumer.setAcknowledgementCommitCallback(consuming::committed);
        consuming.consumer.subscribe(List.of(topic));
        consuming.thread.setDaemon(true);
        consuming.thread.start();
        return consuming;
    }

    /** Waits until it has left its group. */
    void stop() throws InterruptedException {
        stopped = true;
        consumer.wakeup();
        thread.join();
    }

    private void run() {
        try (consumer) {
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                    handler.handle(message.value(), told -> {
                        done = told;
                        consumer.acknowledge(message, AcknowledgeType.ACCEPT);
                    });
                }
                // The next poll would take the acks along, but in a fetch that waits for messages, up to 500 ms at the
                // end of a run.
                consumer.commitAsync();
            }
        } catch (WakeupException stopping) {
            // The work is over.
        } catch (RuntimeException failure) {
            raise(failure);
        }
    }

    private void raise(Exception failure) {
        if (!stopped) {
            alarm.raise(failure);
        }
    }

    /** Runs on the consumer's own thread, within its calls. */
    private void committed(Map<TopicIdPartition, Set<Long>> acked, @Nullable Exception failure) {
        if (failure != null) {
            raise(failure);
            return;
        }
        acked.values().forEach(offsets -> offsets.forEach(offset -> done.run()));
    }
}
