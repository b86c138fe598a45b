package dev.jono.benchmark.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jono.benchmark.systems.Idleness.Window;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What one idle node takes more than another. */
class IdlenessTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-9);

    @Test
    void whatBothTakeMoreInAWindowIsNoDifference() {
        Idleness idleness = Idleness.of(List.of(
                new Window(3, 3.5), new Window(9, 9.5), new Window(2, 2.5), new Window(1, 1.5), new Window(4, 4.5)));
        assertThat(idleness.percentWithout()).isEqualTo(3, CLOSE);
        assertThat(idleness.percentMore()).isEqualTo(0.5, CLOSE);
        assertThat(idleness.noise()).isZero();
    }

    @Test
    void theNoiseIsWhatTheDifferencesVaryByAndOneThatIsFarOffIsNotInIt() {
        Idleness idleness = Idleness.of(
                List.of(new Window(0, 1), new Window(0, 2), new Window(0, 3), new Window(0, 4), new Window(0, 90)));
        assertThat(idleness.percentMore()).isEqualTo(3, CLOSE);
        assertThat(idleness.noise()).isEqualTo(1, CLOSE);
    }

    @Test
    void betweenTwoValuesLiesTheirMean() {
        assertThat(Idleness.of(List.of(new Window(1, 1), new Window(2, 4))).percentMore())
                .isEqualTo(1, CLOSE);
    }
}
