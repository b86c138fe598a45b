package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Deciding only reads, and dispatching touches soft state only. */
class PurityProperties {

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

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void dispatchingChangesNothingJournaled(@ForAll("steps") List<Step> steps) {
        new Simulation(WatchedDispatch::new).run(steps);
    }

    /** A queue whose journaled state is compared before and after what is done with soft state. */
    private static final class WatchedDispatch extends Machine {
        WatchedDispatch(Queue queue) {
            super(queue);
        }

        @Override
        List<Effect> dispatch(Decision decision, Now now) {
            Map<String, Object> before = Canonical.of(queue.image());
            List<Effect> effects = super.dispatch(decision, now);
            assertThat(Canonical.of(queue.image()))
                    .as("the state after dispatching")
                    .isEqualTo(before);
            return effects;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.<Step>randomValue(Step::random).list().ofSize(100);
    }
}
