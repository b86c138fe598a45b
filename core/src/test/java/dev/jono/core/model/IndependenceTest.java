package dev.jono.core.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The model is worth something only as long as it is not made of what it checks. */
@AnalyzeClasses(packages = "dev.jono.core.model")
class IndependenceTest {
    @ArchTest
    static final ArchRule SHARES_NO_CODE_WITH_THE_CORE =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.jono.core");
}
