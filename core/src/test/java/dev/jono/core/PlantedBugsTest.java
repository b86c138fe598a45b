package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The naive model is only worth something if it finds bugs: it has to find each planted one, and to say what is wrong. */
class PlantedBugsTest {
    private static final int TRIES = 60;

    @ParameterizedTest
    @EnumSource
    void theModelFinds(PlantedBugs bug) {
        List<String> found = new ArrayList<>();
        for (long seed = 1; seed <= TRIES && !contains(found, bug.complaint()); seed++) {
            try {
                new Simulation(bug.machine()).run(Step.random(new Random(seed), 150));
            } catch (AssertionError e) {
                found.add(String.valueOf(e.getMessage()));
            } catch (IllegalStateException e) {
                // The queue noticed by itself in this try: no merit of the model's.
            }
        }
        assertThat(contains(found, bug.complaint()))
                .as("%s is found out in %s tries, not: %s", bug, TRIES, found)
                .isTrue();
    }

    /** Nothing of the kind is said of the queue itself, with the same steps. */
    @Test
    void theModelFindsNothingWithoutABug() {
        for (long seed = 1; seed <= TRIES; seed++) {
            new Simulation(Machine::new).run(Step.random(new Random(seed), 150));
        }
    }

    private static boolean contains(List<String> found, String complaint) {
        return found.stream().anyMatch(what -> what.contains(complaint));
    }
}
