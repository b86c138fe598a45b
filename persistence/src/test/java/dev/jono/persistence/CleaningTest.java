package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.core.Effect;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After any workload the journal has at most twice the bytes of what lives, counted by averages (ADR 0034), and a constant. */
class CleaningTest {
    private final CleaningSimulation simulation = new CleaningSimulation();

    @Test
    void oneMessageThatIsNeverAckedHoldsOnToNothing() {
        simulation.send(message(100));
        simulation.refresh(11);
        simulation.settle(simulation.held.get(0), new QueueCommand.Nack(Duration.ofDays(100), "later"));
        for (int i = 0; i < 3_000; i++) {
            simulation.send(message(100), message(200));
            ackAll();
            simulation.endRead();
            simulation.carry();
        }
        simulation.settleDown();
        simulation.checkBound();
        simulation.checkContent();
        assertThat(simulation.journal().live).hasSize(1);
        assertThat(simulation.journal().carriedBytes())
                .as("carried some hundred times")
                .isLessThan(40_000);
    }

    @Test
    void manyThatAreDelayedAtTheHeadHoldOnToNothing() {
        for (int i = 0; i < 1_000; i++) {
            simulation.send(
                    Message.builder(new byte[100]).delay(Duration.ofDays(365)).build());
        }
        simulation.refresh(10);
        for (int i = 0; i < 10_000; i++) {
            simulation.send(message(100));
            ackAll();
            if (i % 2 == 0) {
                simulation.endRead();
            } else {
                simulation.carry();
            }
        }
        simulation.settleDown();
        simulation.checkBound();
        simulation.checkBoundOfWhatLives();
        simulation.checkContent();
        assertThat(simulation.journal().live).hasSize(1_000);
    }

    @Test
    void aQueueWhoseMessagesCameOneByOneHasFewRows() {
        for (int i = 0; i < 20_000; i++) {
            simulation.send(message(10));
            simulation.endRead();
            simulation.carry();
        }
        assertThat(simulation.rowCount()).isLessThan(20_000 * 34 / (CleaningSimulation.ROW_BYTES / 4) + 100);
        simulation.checkBound();
        simulation.checkBoundOfWhatLives();
        simulation.checkContent();
    }

    @Test
    void messagesThatCameDaysApartAreNotMadeOneRowWhenThatMakesTheOldestTooOld() {
        for (int i = 0; i < 300; i++) {
            simulation.millis += Duration.ofDays(1).toMillis();
            simulation.send(message(10));
        }
        simulation.settleDown();
        simulation.queue.rowsFrom(0, Integer.MAX_VALUE).forEach(row -> {
            long last = simulation.millis
                    - Duration.ofDays(299 - row.endOffset() + 1).toMillis();
            assertThat(last - row.sentAtMillis())
                    .as("days in %s", row)
                    .isLessThanOrEqualTo((simulation.millis - last) / 100);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theBoundHoldsAfterAnyWorkload(int round) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try {
            work(random);
            simulation.settleDown();
            simulation.checkBound();
            simulation.checkContent();
            simulation.crash(random.nextBoolean());
            simulation.checkContent();
            simulation.settleDown();
            simulation.checkBound();
            simulation.checkContent();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("round " + round + ", seed " + seed + "L: " + failure.getMessage(), failure);
        }
    }

    private void work(Random random) {
        int acksOf = 1 + random.nextInt(10);
        int largest = random.nextBoolean() ? 200 : 6_000;
        int staysUpTo = random.nextBoolean() ? -1 : random.nextInt(largest);
        for (int step = 0; step < 2_500; step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> simulation.send(messages(random, largest));
                case 4 -> simulation.refresh(1 + random.nextInt(100));
                case 5, 6, 7, 8 -> settleSome(random, acksOf, staysUpTo);
                case 9 -> simulation.endRead();
                case 10 -> simulation.carry();
                default -> rare(random);
            }
        }
    }

    private void rare(Random random) {
        simulation.millis += random.nextInt(100_000);
        switch (random.nextInt(30)) {
            case 0 -> simulation.purge();
            case 1, 2 -> {
                simulation.crash(random.nextBoolean());
                simulation.checkContent();
            }
            case 3 -> {
                simulation.settleDown();
                simulation.checkBound();
                simulation.checkContent();
            }
            default -> simulation.millis += random.nextInt(10);
        }
    }

    /** Acks no message of up to {@code staysUpTo} bytes: the large ones go. */
    private void settleSome(Random random, int acksOf, int staysUpTo) {
        for (Effect.Grant one : List.copyOf(simulation.held)) {
            int choice = random.nextInt(20);
            if (choice == 0) {
                simulation.settle(one, new QueueCommand.Nack(Duration.ofDays(30), "later"));
            } else if (choice < acksOf && simulation.journal().sizeBytes(one.offset()) > staysUpTo) {
                simulation.settle(one, QueueCommand.Ack.INSTANCE);
            }
        }
    }

    private void ackAll() {
        List.copyOf(simulation.held).forEach(one -> simulation.settle(one, QueueCommand.Ack.INSTANCE));
    }

    private static Message[] messages(Random random, int largest) {
        return IntStream.range(0, 1 + random.nextInt(random.nextInt(8) == 0 ? 100 : 3))
                .mapToObj(i -> {
                    byte[] payload = new byte[random.nextInt(random.nextInt(10) == 0 ? largest : 100)];
                    random.nextBytes(payload);
                    Message.Builder message = Message.builder(payload);
                    if (random.nextInt(10) == 0) {
                        message.delay(Duration.ofDays(300));
                    }
                    return message.build();
                })
                .toArray(Message[]::new);
    }

    private static Message message(int bytes) {
        return Message.of(new byte[bytes]);
    }
}
