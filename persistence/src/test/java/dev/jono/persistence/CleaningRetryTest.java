package dev.jono.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.Message;
import dev.jono.api.protocol.QueueCommand;
import dev.jono.core.Input;
import dev.jono.persistence.journal.IncompleteHistoryException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What fails is not tried with every commit, but after a while. At the start the first rows are under read. */
class CleaningRetryTest {
    private final CleaningSimulation simulation = new CleaningSimulation();

    @BeforeEach
    void makeOldRows() {
        simulation.send(
                Message.builder(new byte[100]).delay(Duration.ofDays(365)).build());
        simulation.refresh(1);
        while (!simulation.isReading()) {
            simulation.send(Message.of(new byte[1_000]));
            simulation.settle(simulation.held.get(0), QueueCommand.Ack.INSTANCE);
        }
        assertThat(simulation.reads).isEqualTo(1);
    }

    @Test
    void afterAFailedReadItWaits() {
        simulation.failRead(new IllegalStateException("no answer"));
        assertWaits();
    }

    @Test
    void afterACarryOfNothingItWaits() {
        simulation.endRead();
        simulation.carryNothing();
        assertWaits();
    }

    @Test
    void aLiveRowThatIsMissingStopsTheQueue() {
        IncompleteHistoryException missing = new IncompleteHistoryException("queue/work", "row 3 is missing");
        assertThatThrownBy(() -> simulation.failRead(missing)).isSameAs(missing);
    }

    @Test
    void aMissingRowOfWhichNothingLivesAnyMoreStopsNothing() {
        simulation.purge();
        simulation.failRead(new IncompleteHistoryException("queue/work", "row 3 is missing"));
        simulation.passLater();
        simulation.checkContent();
    }

    private void assertWaits() {
        simulation.run(Input.Tick.INSTANCE);
        simulation.run(Input.Tick.INSTANCE);
        assertThat(simulation.reads).isEqualTo(1);
        simulation.passLater();
        assertThat(simulation.reads).isEqualTo(2);
        simulation.settleDown();
        simulation.checkBound();
        simulation.checkContent();
    }
}
