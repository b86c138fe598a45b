package dev.jono.cassandra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the module may import, and what its one class in the forked JVM may. */
@AnalyzeClasses(packages = "dev.jono.cassandra", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportsTest {
    @ArchTest
    static final ArchRule ONLY_THE_JDK = classes()
            .should()
            .onlyDependOnClassesThat()
            // com.sun.nio.file: direct writes, of the JDK's module jdk.unsupported.
            .resideInAnyPackage("java..", "com.sun.nio.file", "org.jspecify..", "dev.jono.cassandra");

    @ArchTest
    static final ArchRule THE_FORKED_CLASS_STANDS_ALONE = classes()
            .that()
            .haveSimpleName("ForkedCassandra")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..")
            .orShould()
            .onlyDependOnClassesThat()
            .haveSimpleName("ForkedCassandra");
}
