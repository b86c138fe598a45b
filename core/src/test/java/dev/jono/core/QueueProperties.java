package dev.jono.core;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.junit.jupiter.api.Test;

class QueueProperties {

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void theQueueDoesAsTheNaiveModelSays(@ForAll("steps") List<Step> steps) {
        new Simulation(Machine::new).run(steps);
    }

    /** What is forgotten with the owner is a lease that the journal did not know, and its message is out of time at once. */
    @Test
    void aMessageThatOutlivesItsTimeUnderALeaseThatIsForgottenExpires() {
        new Simulation(Machine::new)
                .run(List.of(
                        new Step(Step.Kind.SEND, 50, 170, 651, 645),
                        new Step(Step.Kind.REFRESH, 0, 737, 431, 522),
                        new Step(Step.Kind.REFRESH, 5000, 468, 500, 370),
                        new Step(Step.Kind.CLOCK, 1, 766, 423, 217),
                        new Step(Step.Kind.CRASH, 50, 505, 941, 738)));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.<Step>randomValue(Step::random)
                .list()
                .ofMaxSize(200)
                .withSizeDistribution(RandomDistribution.uniform());
    }
}
