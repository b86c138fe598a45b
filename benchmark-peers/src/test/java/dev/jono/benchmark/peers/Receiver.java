package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Ack;
import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.SystemUnderTest;
import dev.jono.benchmark.work.Payloads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A consumer that keeps what arrives, checks it byte for byte, and acks it. */
final class Receiver {
    private final Payloads payloads;
    private final Alarm alarm;
    private final Consuming consuming;
    private final List<Long> arrived = new CopyOnWriteArrayList<>();
    private final AtomicInteger acks = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();

    private Receiver(SystemUnderTest system, String queue, Payloads payloads, Alarm alarm) throws Exception {
        this.payloads = payloads;
        this.alarm = alarm;
        this.consuming = system.consume(queue, this::handle);
    }

    static Receiver start(SystemUnderTest system, String queue, Payloads payloads, Alarm alarm) throws Exception {
        return new Receiver(system, queue, payloads, alarm);
    }

    /** Returns the numbers of the messages that it has got. */
    List<Long> arrived() {
        return List.copyOf(arrived);
    }

    /** Returns how many of its acks were taken. */
    int acks() {
        return acks.get();
    }

    void end() throws Exception {
        consuming.end();
    }

    private void handle(byte[] payload, Ack ack) {
        try {
            if (!busy.compareAndSet(false, true)) {
                throw new BenchmarkException("A handler is used by two threads at a time.");
            }
            arrived.add(payloads.read(payload).number());
            ack.ack(acks::incrementAndGet);
            busy.set(false);
        } catch (RuntimeException wrong) {
            alarm.raise(wrong);
        }
    }
}
