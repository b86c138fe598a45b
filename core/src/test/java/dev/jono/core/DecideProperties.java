package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Deciding only reads. */
class DecideProperties {

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void decidingChangesNeitherJournaledNorSoftState(@ForAll("steps") List<Step> steps) {
        new Simulation(Watched::new).run(steps);
    }

    /** A queue that is compared before and after each question to it. */
    private static final class Watched extends Machine {
        Watched(Queue queue) {
            super(queue);
        }

        @Override
        Decision decide(List<Input> inputs, Now now) {
            String before = Fingerprint.of(queue);
            Decision decision = super.decide(inputs, now);
            queue.untilNext(now);
            queue.isEmpty(now);
            if (queue.isDeclared()) {
                queue.status(now);
            }
            assertThat(Fingerprint.of(queue)).as("the queue after deciding").isEqualTo(before);
            return decision;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.<Step>randomValue(Step::random).list().ofSize(100);
    }
}
