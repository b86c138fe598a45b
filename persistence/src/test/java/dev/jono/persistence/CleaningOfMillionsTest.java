package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stays at the head of a queue through which a million messages pass holds on to nothing. {@link CleaningIT} does it on Cassandra. */
class CleaningOfMillionsTest {
    private static final int MILLION = 1_000_000;
    private static final int BATCH = 500;
    private static final Message DELAYED =
            Message.builder(new byte[100]).delay(Duration.ofDays(365)).build();

    private final CleaningSimulation simulation = new CleaningSimulation(64 << 10);

    @BeforeEach
    void consume() {
        simulation.refresh(BATCH);
    }

    @Test
    void aMillionPassBehindOneThatIsNeverAcked() {
        simulation.send(Message.of(new byte[100]));
        simulation.settleAll(new QueueCommand.Nack(Duration.ofDays(300), "not now"));
        pass(Message.of(new byte[100]));
        assertThat(simulation.journal().live).hasSize(1);
        assertThat(simulation.journal().carriedBytes()).isLessThan(MILLION);
    }

    @Test
    void aMillionPassBehindAMillionThatAreDelayedForAYear() {
        for (int sent = 0; sent < MILLION; sent += BATCH) {
            send(DELAYED);
        }
        pass(Message.of(new byte[300]));
        assertThat(simulation.journal().live).hasSize(MILLION);
        assertThat(simulation.journal().carriedBytes())
                .as("carried, and less than a byte for each that passed")
                .isBetween(50L * MILLION, 300L * MILLION);
    }

    private void pass(Message message) {
        for (int passed = 0; passed < MILLION; passed += BATCH) {
            send(message);
            assertThat(simulation.held).hasSize(BATCH);
            simulation.settleAll(QueueCommand.Ack.INSTANCE);
            simulation.endRead();
            simulation.carry();
        }
    }

    private void send(Message message) {
        simulation.send(Collections.nCopies(BATCH, message).toArray(Message[]::new));
    }

    @AfterEach
    void check() {
        simulation.settleDown();
        simulation.checkBound();
        simulation.checkBoundOfWhatLives();
        simulation.checkContent();
        System.out.printf(
                "%,d live bytes, %,d in the journal, %,d carried%n",
                simulation.journal().liveBytes(),
                simulation.journal().bytes(),
                simulation.journal().carriedBytes());
    }
}
