package dev.jono.benchmark.work;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.BenchmarkException;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.SystemUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** The messages of one run on their way through a system: sent within a window, checked on arrival, acked one by one. */
public final class Flow {
    /** How many shares the consumers' accounts have. */
    private static final int SHARES = 4;

    /** How many messages are sent at once before anything counts. */
    private static final int REHEARSED = 64;

    private final SystemUnderTest system;
    private final Payloads payloads;
    private final Alarm alarm;
    private final Duration patience;
    private final Window window;
    private final List<Receipts> receipts;
    private final AtomicLong confirmed = new AtomicLong();
    private final List<Consuming> consumers = new ArrayList<>();
    private LongConsumer watcher = nanos -> {};
    private final List<Start> starts = Collections.synchronizedList(new ArrayList<>());
    private long rehearsed;
    private long sent;

    /**
     * When a consumer got its first message.
     *
     * @param nanos in the time of {@link System#nanoTime}
     * @param acks how many had been acked by all of them
     */
    record Start(long nanos, long acks) {}

    /** Prepares a run. */
    public Flow(SystemUnderTest system, Payloads payloads, Conditions conditions) {
        this.system = system;
        this.payloads = payloads;
        this.alarm = conditions.alarm();
        this.patience = conditions.patience();
        this.window = new Window(system.window(conditions.window(), payloads.bytes()));
        this.receipts =
                IntStream.range(0, SHARES).mapToObj(share -> new Receipts()).toList();
    }

    /** Returns how many have been sent. */
    public long sent() {
        return sent;
    }

    long confirmed() {
        return confirmed.get();
    }

    /** Has every arrival told, with its time, by the thread that handles it. To be said before there are consumers. */
    public void onArrival(LongConsumer told) {
        watcher = told;
    }

    /** Starts another consumer. */
    public void consume(String queue) throws Exception {
        consumers.add(system.consume(queue, handler(receipts.get(consumers.size() % SHARES))));
    }

    /**
     * Sends messages that do not count until every consumer has got one and all are acked. To join, to be given a partition and to
     * set connections up takes some systems seconds, and is no part of what a work measures. Before anything else is sent, that is.
     */
    void rehearse(Sender sender) throws Exception {
        system.awaitConsumers();
        long deadline = System.nanoTime() + patience.toNanos();
        while (starts.size() < consumers.size()) {
            if (System.nanoTime() - deadline > 0) {
                throw new BenchmarkException("Of " + consumers.size() + " consumers only " + starts.size()
                        + " got a message within " + patience.toSeconds() + " s, of " + rehearsed + ".");
            }
            for (int i = 0; i < REHEARSED; i++) {
                enterWindow();
                sender.send(payloads.make(- ++rehearsed, System.nanoTime()));
            }
            system.flush();
            await(() -> confirmed.get() >= rehearsed && acks() >= rehearsed, "No consumer acks");
        }
        confirmed.set(0);
        receipts.forEach(Receipts::begin);
    }

    /** Has latencies count only of messages that should be sent from then on. */
    void countLatenciesFrom(long nanos) {
        receipts.forEach(share -> share.countLatenciesFrom(nanos));
    }

    /** Returns when each consumer that has got a message got its first one, in that order. */
    List<Start> starts() {
        return List.copyOf(starts);
    }

    /** Prepares to send to a queue. */
    public Sender sender(String queue) throws Exception {
        return system.sender(queue, this::confirm);
    }

    /** Sends the next message once the window has room. */
    public void send(Sender sender, long intendedNanos) throws Exception {
        enterWindow();
        sender.send(payloads.make(sent++, intendedNanos));
    }

    private void enterWindow() {
        if (!window.enter(patience)) {
            alarm.check();
            throw stuck("No confirm came");
        }
    }

    /** Sends that many messages as fast as the window lets them through. */
    public void send(Sender sender, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            send(sender, System.nanoTime());
        }
    }

    /** Waits until everything sent is confirmed. */
    public void awaitConfirmed() throws Exception {
        system.flush();
        await(() -> confirmed.get() >= sent, "Confirms are missing: nothing more happened");
    }

    /**
     * Does what {@link #awaitAcked} does, and ends the consumers: those of works that are over would take their part of every later
     * one's processor time. When something fails they end with the system.
     */
    public Account finish() throws Exception {
        Account account = awaitAcked();
        for (Consuming consumer : consumers) {
            consumer.end();
        }
        return account;
    }

    /** Waits for the last confirm and ack; returns the account of it all, in which nothing is missing. */
    public Account awaitAcked() throws Exception {
        awaitConfirmed();
        await(() -> acks() >= sent, "Acks are missing: nothing more happened");
        Account account = account();
        account.requireAll(sent);
        return account;
    }

    private void await(BooleanSupplier done, String what) throws InterruptedException {
        long progress = -1;
        long deadline = 0;
        while (!done.getAsBoolean()) {
            alarm.check();
            long now = confirmed.get() + acks();
            if (now != progress) {
                progress = now;
                deadline = System.nanoTime() + patience.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw stuck(what);
            }
            // The times that count are taken where things happen, not here.
            Thread.sleep(5);
        }
        alarm.check();
    }

    private BenchmarkException stuck(String what) {
        Account account = account();
        return new BenchmarkException(what + " within " + patience.toSeconds() + " s: " + sent + " sent, " + confirmed
                + " confirmed, " + account.arrived() + " arrived, " + account.acks() + " acked.");
    }

    private long acks() {
        return receipts.stream().mapToLong(Receipts::acks).sum();
    }

    private Account account() {
        Account account = new Account();
        receipts.forEach(share -> share.addTo(account));
        return account;
    }

    private void confirm() {
        confirmed.incrementAndGet();
        window.leave();
    }

    private Handler handler(Receipts share) {
        Runnable acked = () -> share.acked(System.nanoTime());
        AtomicBoolean started = new AtomicBoolean();
        return (payload, ack) -> {
            try {
                long now = System.nanoTime();
                Payloads.Arrival message = payloads.read(payload);
                if (!started.getPlain() && started.compareAndSet(false, true)) {
                    starts.add(new Start(now, acks()));
                }
                if (message.number() >= 0) {
                    share.arrived(message, now);
                    watcher.accept(now);
                }
                ack.ack(acked);
            } catch (RuntimeException wrong) {
                alarm.raise(wrong);
            }
        };
    }
}
