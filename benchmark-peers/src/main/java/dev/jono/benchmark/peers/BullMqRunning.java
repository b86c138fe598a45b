package dev.jono.benchmark.peers;

import dev.jono.benchmark.system.Alarm;
import dev.jono.benchmark.system.Confirm;
import dev.jono.benchmark.system.Consuming;
import dev.jono.benchmark.system.Handler;
import dev.jono.benchmark.system.Sender;
import dev.jono.benchmark.system.Server;
import dev.jono.benchmark.system.SystemUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A BullMQ behind its two Node processes. The words on the pipes are lines: {@code add QUEUE PAYLOAD}, answered by {@code added
 * QUEUE}; {@code consume QUEUE WORKER}; {@code job NUMBER WORKER PAYLOAD}, answered by {@code ack NUMBER}, answered by {@code acked WORKER};
 * {@code end WORKER}, answered by {@code ended WORKER}; and {@code broken REASON}.
 */
final class BullMqRunning implements SystemUnderTest {
    private static final long PATIENCE_SECONDS = 60;

    private final Server redis;
    private final Server producer;
    private final Server consumer;
    private final Map<String, String> about;
    private final Alarm alarm;
    private final Map<String, Confirm> confirms = new ConcurrentHashMap<>();
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final Map<String, Runnable> dones = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
    private int consumers;
    private volatile boolean closing;

    BullMqRunning(Server redis, Server producer, Server consumer, Map<String, String> about, Alarm alarm) {
        this.redis = redis;
        this.producer = producer;
        this.consumer = consumer;
        this.about = about;
        this.alarm = alarm;
        listen("bullmq-producer", producer);
        listen("bullmq-consumer", consumer);
    }

    @Override
    public void declare(List<String> queues) {
        // A queue is there with its first job.
    }

    @Override
    public Sender sender(String queue, Confirm confirm) {
        confirms.put(queue, confirm);
        Base64.Encoder encoder = Base64.getEncoder();
        return payload -> say(producer, "add " + queue + " " + encoder.encodeToString(payload));
    }

    @Override
    public Consuming consume(String queue, Handler handler) throws IOException {
        String worker = String.valueOf(consumers++);
        handlers.put(worker, handler);
        say(consumer, "consume " + queue + " " + worker);
        return () -> end(worker);
    }

    @Override
    public Map<String, String> about() {
        return about;
    }

    @Override
    public List<ProcessHandle> servers() {
        List<ProcessHandle> all = new ArrayList<>(redis.handles());
        all.addAll(producer.handles());
        all.addAll(consumer.handles());
        return all;
    }

    @Override
    public void close() {
        closing = true;
        producer.close();
        consumer.close();
        redis.close();
    }

    private void end(String worker) throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        ends.put(worker, ended);
        say(consumer, "end " + worker);
        ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        handlers.remove(worker);
        dones.remove(worker);
        ends.remove(worker);
    }

    private void listen(String name, Server server) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader lines = server.output()) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            heard(List.of(line.split(" ", 4)));
                        }
                        if (!closing) {
                            alarm.raise(new IOException("The Node process " + name + " has ended"));
                        }
                    } catch (IOException | RuntimeException e) {
                        if (!closing) {
                            alarm.raise(e);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void heard(List<String> words) throws IOException {
        String word = words.get(0);
        if (word.equals("added")) {
            known(confirms, words.get(1)).confirmed();
        } else if (word.equals("acked")) {
            known(dones, words.get(1)).run();
        } else if (word.equals("ended")) {
            known(ends, words.get(1)).complete(null);
        } else if (word.equals("job")) {
            job(words.get(1), words.get(2), Base64.getDecoder().decode(words.get(3)));
        } else {
            throw new IOException("A Node process said: " + String.join(" ", words));
        }
    }

    private void job(String number, String worker, byte[] payload) {
        known(handlers, worker).handle(payload, done -> {
            dones.put(worker, done);
            try {
                say(consumer, "ack " + number);
            } catch (IOException e) {
                alarm.raise(e);
            }
        });
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalStateException("Nobody knows '" + name + "'");
        }
        return found;
    }

    private static void say(Server server, String line) throws IOException {
        OutputStream input = server.input();
        input.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        input.flush();
    }
}
