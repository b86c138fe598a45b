package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The naive model is only worth something if it finds bugs: it has to find each planted one. */
class PlantedBugsTest {
    private static final int TRIES = 60;

    @ParameterizedTest
    @EnumSource
    void theModelFinds(PlantedBugs bug) {
        @Nullable AssertionError found = null;
        for (long seed = 1; found == null && seed <= TRIES; seed++) {
            List<Step> steps = Step.random(new Random(seed), 150);
            try {
                new Simulation(bug.machine()).run(steps);
            } catch (AssertionError e) {
                found = e;
            } catch (IllegalStateException e) {
                // The queue noticed by itself in this try: no merit of the model's.
            }
        }
        assertThat(found)
                .as("what the model says of %s after %s tries", bug, TRIES)
                .isNotNull();
    }
}
