package dev.jono.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Proves what the node may import, as docs/architecture.md says, and that only the command line uses what a service that embeds the node
 * does not get: the parser of its options and the embedded Cassandra.
 */
@AnalyzeClasses(
        packages = {"dev.jono.cluster", "dev.jono.cli"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule IMPORTS = classes()
            .that()
            .resideInAPackage("dev.jono.cluster..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "dev.jono.api..",
                    "dev.jono.persistence..",
                    "dev.jono.cluster..",
                    "org.apache.pekko..",
                    "scala..",
                    "com.datastax.oss.driver.api..",
                    "com.fasterxml.jackson..",
                    "com.google.protobuf..",
                    "com.typesafe.config..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule THE_COMMAND_LINE_IMPORTS = classes()
            .that()
            .resideInAPackage("dev.jono.cli..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "dev.jono.api..",
                    "dev.jono.cassandra..",
                    "dev.jono.cluster..",
                    "dev.jono.cli..",
                    "org.apache.pekko..",
                    "scala..",
                    "com.fasterxml.jackson..",
                    "com.typesafe.config..",
                    "picocli..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule ONLY_HTTP_SPEAKS_JSON = noClasses()
            .that()
            .resideInAPackage("dev.jono.cluster..")
            .and()
            .resideOutsideOfPackage("dev.jono.cluster.http")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule THE_STORED_FORM_IS_THE_CATALOGUES_OWN = noClasses()
            .that()
            .resideOutsideOfPackages("dev.jono.cluster.catalogue", "dev.jono.cluster.proto")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.jono.cluster.proto");
}
