package dev.jono.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules that keep the core pure are only worth something if they see a breach. */
class ArchitectureRulesTest {
    static Stream<Arguments> breaches() {
        return Stream.of(
                Arguments.of(ArchitectureTest.IMPORTS, AsksForAFile.class),
                Arguments.of(ArchitectureTest.IMPORTS, Prints.class),
                Arguments.of(ArchitectureTest.NO_SYSTEM, Prints.class),
                Arguments.of(ArchitectureTest.NO_SYSTEM, AsksTheSystem.class),
                Arguments.of(ArchitectureTest.NO_CLOCK, AsksForToday.class),
                Arguments.of(ArchitectureTest.NO_CLOCK, RefersToNow.class),
                Arguments.of(ArchitectureTest.NO_CLOCK, MakesADate.class),
                Arguments.of(ArchitectureTest.NO_CHANCE, Splits.class),
                Arguments.of(ArchitectureTest.NO_CHANCE, Generates.class),
                Arguments.of(ArchitectureTest.NO_CHANCE, Shuffles.class),
                Arguments.of(ArchitectureTest.NO_THREADS, Starts.class));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void aBreachIsSeen(ArchRule rule, Class<?> breach) {
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(breach)).hasViolation())
                .isTrue();
    }

    static final class AsksForAFile {
        final boolean there = new File("here").exists();
    }

    static final class Prints {
        void print() {
            System.out.println();
        }
    }

    static final class AsksTheSystem {
        final long nanos = System.nanoTime();
    }

    static final class AsksForToday {
        final LocalDate today = LocalDate.now(java.time.ZoneOffset.UTC);
    }

    static final class RefersToNow {
        final Supplier<Instant> clock = Instant::now;
    }

    @SuppressWarnings("JavaUtilDate") // the breach
    static final class MakesADate {
        final Object date = new Date();
    }

    static final class Splits {
        final SplittableRandom random = new SplittableRandom();
    }

    static final class Generates {
        final RandomGenerator random = RandomGenerator.getDefault();
    }

    static final class Shuffles {
        void shuffle(List<String> texts) {
            Collections.shuffle(texts);
        }
    }

    static final class Starts {
        void start() {
            new Thread(() -> {}).start();
        }
    }
}
