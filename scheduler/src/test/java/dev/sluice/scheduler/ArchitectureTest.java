package dev.sluice.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(
        packages = "dev.sluice.scheduler",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] CORE = {
        "..scheduler.queueing..",
        "..scheduler.placement..",
        "..scheduler.batching..",
        "..scheduler.lease..",
        "..scheduler.shard.."
    };

    private static final String[] CORE_AND_LOOP = {
        "..scheduler.queueing..",
        "..scheduler.placement..",
        "..scheduler.batching..",
        "..scheduler.lease..",
        "..scheduler.shard..",
        "..scheduler.loop.."
    };

    @ArchTest
    static final ArchRule theCoreKnowsNoTechnology =
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE_AND_LOOP)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka..",
                            "io.quarkus..",
                            "io.smallrye..",
                            "io.micrometer..",
                            "jakarta..",
                            "com.fasterxml..",
                            "dev.sluice.contracts.json..",
                            "dev.sluice.runtime..");

    @ArchTest
    static final ArchRule theCoreIsGivenTimeAndRandomness =
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE_AND_LOOP)
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(InstantSource.class, "system")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(Clock.class, Random.class, ThreadLocalRandom.class);

    @ArchTest
    static final ArchRule theCoreNeitherLogsNorWaits =
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.slf4j..", "java.util.concurrent..", "java.io..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.sluice.scheduler.(*)..").should().beFreeOfCycles();
}
