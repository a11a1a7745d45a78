package dev.sluice.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class AuditArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.sluice.audit");

    @Test
    void theRecordPackageKnowsNoTechnology() {
        noClasses()
                .that()
                .resideInAPackage("..audit.record..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..", "org.jspecify..", "dev.sluice.contracts..", "..audit.record..")
                .check(CLASSES);
    }

    @Test
    void theRecordPackageKnowsNoClock() {
        noClasses()
                .that()
                .resideInAPackage("..audit.record..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.sluice.audit.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void auditKnowsNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sluice.gateway..",
                        "dev.sluice.masking..",
                        "dev.sluice.scheduler..",
                        "dev.sluice.worker..",
                        "dev.sluice.standalone..")
                .check(CLASSES);
    }
}
