package dev.sluice.masking;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.sluice.masking");

    @Test
    void capabilitiesKnowNoTechnologyClockOrChance() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.sluice.masking",
                        "dev.sluice.masking.detect..",
                        "dev.sluice.masking.transform..",
                        "dev.sluice.masking.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.quarkus..",
                        "jakarta..",
                        "com.fasterxml..",
                        "java.time..",
                        "java.util.random..",
                        "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.sluice.masking.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
