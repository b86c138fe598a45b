package dev.jono.benchmark.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.benchmark.systems.IdleQueuesProbe.Idleness;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** When a node counts as settled. */
class IdlenessTest {
    @Test
    void aNodeThatStillTakesLessFromWindowToWindowHasNotSettled() {
        assertThat(Idleness.of(List.of(7.4, 5.9, 4.8, 4.2))).isEmpty();
        assertThat(Idleness.of(List.of(7.4, 5.0, 4.8, 4.6))).as("slowly").isEmpty();
    }

    @Test
    void threeWindowsThatAgreeAreTheFigure() {
        Idleness settled = Idleness.of(List.of(7.4, 5.9, 3.9, 3.8, 3.7)).orElseThrow();
        assertThat(settled.percent()).isEqualTo(3.8, Offset.offset(1e-9));
        assertThat(settled.noise()).isEqualTo(0.2, Offset.offset(1e-9));
    }

    @Test
    void aFewWindowsAreTooFewWhateverTheySay() {
        assertThat(Idleness.of(List.of(3.8, 3.8, 3.8))).isEmpty();
    }
}
