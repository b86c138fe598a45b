package dev.jono.core;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

class QueueProperties {

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void theQueueDoesAsTheNaiveModelSays(@ForAll("steps") List<Step> steps) {
        new Simulation(Machine::new).run(steps);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.<Step>randomValue(Step::random)
                .list()
                .ofMaxSize(200)
                .withSizeDistribution(RandomDistribution.uniform());
    }
}
