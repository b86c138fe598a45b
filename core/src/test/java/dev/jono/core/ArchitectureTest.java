package dev.jono.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;

/** Proves that the core is pure: what it imports, and that it asks no clock, throws no dice and touches nothing outside. */
@AnalyzeClasses(packages = "dev.jono.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Of {@code java.io} only what works in memory, for the bitmaps. */
    @ArchTest
    static final ArchRule IMPORTS = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java.lang",
                            "java.lang.annotation",
                            "java.lang.invoke",
                            "java.util",
                            "java.util.function",
                            "java.util.stream",
                            "java.nio",
                            "java.time",
                            "dev.jono.core",
                            "dev.jono.api",
                            "dev.jono.api.protocol",
                            "org.roaringbitmap..",
                            "org.jspecify..")
                    .or(belongToAnyOf(
                            ByteArrayInputStream.class,
                            ByteArrayOutputStream.class,
                            DataInputStream.class,
                            DataOutputStream.class,
                            InputStream.class,
                            OutputStream.class,
                            IOException.class,
                            UncheckedIOException.class)));

    @ArchTest
    static final ArchRule NO_CLOCK = noClasses()
            .should()
            .accessTargetWhere(targetOwner(resideInAPackage("java.time..")).and(target(name("now"))))
            .orShould()
            .dependOnClassesThat(belongToAnyOf(Clock.class, Date.class, Calendar.class));

    /** The clocks, the environment, the streams, and the identity hash, which is chance. */
    @ArchTest
    static final ArchRule NO_SYSTEM = noClasses()
            .should()
            .accessTargetWhere(targetOwner(type(System.class)).and(not(target(name("arraycopy")))))
            .orShould()
            .dependOnClassesThat(belongToAnyOf(Runtime.class, Process.class, ProcessBuilder.class));

    @ArchTest
    static final ArchRule NO_CHANCE = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat(belongToAnyOf(SplittableRandom.class, UUID.class))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.random..")
            .orShould()
            .accessTargetWhere(
                    targetOwner(type(Math.class).or(type(StrictMath.class))).and(target(name("random"))))
            .orShould()
            .accessTargetWhere(targetOwner(type(Collections.class)).and(target(name("shuffle"))));

    @ArchTest
    static final ArchRule NO_THREADS = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..");
}
