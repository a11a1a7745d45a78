package dev.sluice.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;

/// The layering, as a failing build: capabilities are pure, rims depend on them and never on each
/// other's insides.
@AnalyzeClasses(
        packages = "dev.sluice.gateway",
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] CAPABILITIES = {
        "..gateway.admin..",
        "..gateway.tenant..",
        "..gateway.admission..",
        "..gateway.rendering..",
        "..gateway.streaming..",
        "..gateway.catalogue.."
    };

    @ArchTest
    static final ArchRule capabilitiesKnowNoFramework =
            noClasses()
                    .that()
                    .resideInAnyPackage(CAPABILITIES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka..",
                            "io.quarkus..",
                            "io.vertx..",
                            "io.smallrye..",
                            "jakarta..",
                            "com.fasterxml.jackson..",
                            "io.micrometer..");

    @ArchTest
    static final ArchRule capabilitiesTakeTimeAndChanceAsArguments =
            noClasses()
                    .that()
                    .resideInAnyPackage(CAPABILITIES)
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Random.class);

    @ArchTest
    static final ArchRule theKafkaRimDoesNotKnowTheHttpRim =
            noClasses()
                    .that()
                    .resideInAPackage("..gateway.kafka..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("..gateway.http..");

    @ArchTest
    static final ArchRule theHttpRimDoesNotKnowTheKafkaRim =
            noClasses()
                    .that()
                    .resideInAPackage("..gateway.http..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..gateway.kafka..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.sluice.masking..",
                            "dev.sluice.scheduler..",
                            "dev.sluice.worker..",
                            "dev.sluice.audit..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.sluice.gateway.(*)..").should().beFreeOfCycles();
}
