package dev.jono.benchmark.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Payloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.core.ThrowingRunnable;

/** One queue's messages, numbered from 0, and what becomes of them. */
final class Traffic {
    private static final int PAYLOAD_BYTES = 64;

    /** A client that joins, or a hand-over, takes some systems seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Short enough to see a consumer amid its first messages. */
    private static final Duration POLL = Duration.ofMillis(2);

    private final SystemUnderTest system;
    private final String queue;
    private final Alarm alarm;
    private final Payloads payloads;
    private final Sender sender;
    private final AtomicInteger confirms = new AtomicInteger();
    private final List<Receiver> receivers = new ArrayList<>();
    private int sent;

    /** Prepares to send to a queue that is declared. */
    Traffic(SystemUnderTest system, String queue, Alarm alarm) throws Exception {
        this.system = system;
        this.queue = queue;
        this.alarm = alarm;
        this.payloads = new Payloads(PAYLOAD_BYTES, queue.hashCode());
        this.sender = system.sender(queue, confirms::incrementAndGet);
    }

    /** Sends messages, and waits until all so far are confirmed. */
    void send(int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            sender.send(payloads.make(sent++, 0));
        }
        system.flush();
        awaitThat(() -> assertThat(confirms).as("confirms").hasValue(sent));
    }

    /** Starts another consumer. */
    Receiver consume() throws Exception {
        Receiver receiver = Receiver.start(system, queue, payloads, alarm);
        receivers.add(receiver);
        return receiver;
    }

    /** Starts that many consumers. */
    void consume(int consumers) throws Exception {
        for (int i = 0; i < consumers; i++) {
            consume();
        }
    }

    /** Ends all consumers. */
    void endConsumers() throws Exception {
        for (Receiver receiver : receivers) {
            receiver.end();
        }
    }

    /** Waits until all that was sent has arrived and is acked; demands that it arrived once. */
    void awaitAll() {
        awaitThat(() -> assertThat(receivers.stream().mapToInt(Receiver::acks).sum())
                .as("acks")
                .isEqualTo(sent));
        assertThat(receivers.stream().flatMap(receiver -> receiver.arrived().stream()))
                .as(queue)
                .containsExactlyInAnyOrderElementsOf(numbers(0, sent));
    }

    /** Waits until all that was sent has arrived, be it more than once: what an ended consumer had not acked comes again. */
    void awaitArrivals() {
        awaitThat(() -> assertThat(arrivals()).hasSize(sent));
    }

    private Set<Long> arrivals() {
        return receivers.stream()
                .flatMap(receiver -> receiver.arrived().stream())
                .collect(Collectors.toSet());
    }

    /** Waits until something holds; fails at once when an adapter tells of a failure. */
    void awaitThat(ThrowingRunnable assertion) {
        await(queue).pollInterval(POLL).atMost(PATIENCE).untilAsserted(() -> {
            alarm.check();
            assertion.run();
        });
    }

    /** Returns the numbers of the messages between two. */
    static List<Long> numbers(int from, int to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
