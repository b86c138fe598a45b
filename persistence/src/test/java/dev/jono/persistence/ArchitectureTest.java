package dev.jono.persistence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Proves what persistence may import, as docs/architecture.md says: no cluster, no HTTP, no JSON. */
@AnalyzeClasses(packages = "dev.jono.persistence", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule IMPORTS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "dev.jono.api..",
                    "dev.jono.core",
                    "dev.jono.persistence..",
                    "org.apache.pekko.actor..",
                    "org.apache.pekko.dispatch..",
                    "org.apache.pekko.japi..",
                    "org.apache.pekko.pattern..",
                    "org.apache.pekko.persistence..",
                    "org.apache.pekko.serialization..",
                    "scala..",
                    "com.datastax.oss.driver..",
                    "com.google.protobuf..",
                    "com.typesafe.config..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule THE_JOURNAL_KNOWS_NO_QUEUES = noClasses()
            .that()
            .resideInAPackage("dev.jono.persistence.journal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.jono.core", "dev.jono.persistence.codec", "dev.jono.persistence.proto");

    @ArchTest
    static final ArchRule THE_STORED_FORM_IS_THE_CODECS_OWN = noClasses()
            .that()
            .resideOutsideOfPackages("dev.jono.persistence.codec", "dev.jono.persistence.proto")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.jono.persistence.proto");
}
