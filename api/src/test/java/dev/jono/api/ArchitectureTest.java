package dev.jono.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Proves what the API may import, as docs/architecture.md says, and that its pure parts stay pure. */
@AnalyzeClasses(packages = "dev.jono.api", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule IMPORTS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "dev.jono.api..",
                    "org.apache.pekko",
                    "org.apache.pekko.actor..",
                    "org.apache.pekko.dispatch..",
                    "org.apache.pekko.event..",
                    "org.apache.pekko.japi..",
                    "org.apache.pekko.pattern..",
                    "org.apache.pekko.serialization..",
                    "org.apache.pekko.stream..",
                    "scala..",
                    "com.google.protobuf..",
                    "com.fasterxml.jackson..",
                    "com.typesafe.config..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule WHAT_THE_CORE_SHARES_KNOWS_NO_LIBRARY = classes()
            .that()
            .resideInAPackage("dev.jono.api.protocol")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.jono.api", "dev.jono.api.protocol", "org.jspecify..");

    @ArchTest
    static final ArchRule JACKSON_IS_OPTIONAL = noClasses()
            .that()
            .doNotHaveSimpleName("JsonCodec")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule THE_WIRE_FORMAT_IS_NOT_SHOWN = noClasses()
            .that()
            .resideInAnyPackage("dev.jono.api", "dev.jono.api.protocol", "dev.jono.api.spi", "dev.jono.api.actor")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", "dev.jono.api.proto..", "dev.jono.api.wire..");
}
