package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** Messages count as the average of their row (ADR 0034), which is too much where the large ones of each row go, and too little where the small ones do. */
class CleaningOfMixedSizesTest {
    private static final int ROWS = 100;
    private static final Message LARGE = Message.of(new byte[64_000]);
    private static final Message SMALL = Message.of(new byte[1]);

    private final CleaningSimulation simulation = new CleaningSimulation(64 << 10);
    private final CountedJournal journal = simulation.journal();

    /** The exception that the ADR names, at its worst: nothing is cleaned although next to nothing lives. */
    @Test
    void whereTheLargeMessageOfEachRowGoesTheBoundIsThatOfTheAverage() {
        for (int row = 0; row < ROWS; row++) {
            simulation.send(LARGE, SMALL);
        }
        simulation.refresh(2 * ROWS);
        ackIf(bytes -> bytes > 1);
        simulation.settleDown();
        simulation.checkBound();
        double times = (double) journal.bytes() / (2 * journal.liveBytes());
        System.out.printf(
                "Of rows of 64,000 bytes and 1 the large message is gone: %,d bytes, %,d live, %.0f times what there should be%n",
                journal.bytes(), journal.liveBytes(), times);
        assertThat(times).as("far from the bound of what lives").isBetween(350.0, 370.0);

        pass(10);
        simulation.checkBound();
        simulation.checkContent();
        assertThat(journal.carriedBytes()).as("begun to be carried").isPositive();
        assertThat(journal.live).hasSize(ROWS);
    }

    @Test
    void whereTheSmallMessagesOfEachRowGoTheBoundIsThatOfWhatLives() {
        for (int row = 0; row < ROWS; row++) {
            simulation.send(Message.of(new byte[32_000]), SMALL, SMALL, SMALL);
        }
        simulation.refresh(4 * ROWS);
        ackIf(bytes -> bytes == 1);
        pass(200);
        simulation.checkBoundOfWhatLives();
        simulation.checkContent();
        assertThat(journal.live).hasSize(ROWS);
    }

    private void ackIf(LongPredicate hasSize) {
        List.copyOf(simulation.held).stream()
                .filter(one -> hasSize.test(journal.sizeBytes(one.offset())))
                .forEach(one -> simulation.settle(one, QueueCommand.Ack.INSTANCE));
    }

    /** Sends and acks so many large ones more. */
    private void pass(int messages) {
        for (int passed = 0; passed < messages; passed++) {
            simulation.send(LARGE);
            simulation.settle(simulation.held.get(simulation.held.size() - 1), QueueCommand.Ack.INSTANCE);
        }
        simulation.settleDown();
    }
}
