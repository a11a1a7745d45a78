package dev.sluice.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sluice.it.mesh.Checkout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Services meet in `contracts/` and nowhere else; the whole is assembled in `deploy/standalone`,
/// on which nobody depends.
class ServicesApartTest {
    /// Module folder to root package.
    private static final Map<String, String> PACKAGES =
            new TreeMap<>(
                    Map.of(
                            "contracts", "dev.sluice.contracts",
                            "grammar", "dev.sluice.grammar",
                            "runtime", "dev.sluice.runtime",
                            "gateway", "dev.sluice.gateway",
                            "masking", "dev.sluice.masking",
                            "scheduler", "dev.sluice.scheduler",
                            "gpu-worker", "dev.sluice.worker",
                            "model-builder", "dev.sluice.modelbuilder",
                            "audit", "dev.sluice.audit",
                            "deploy/standalone", "dev.sluice.standalone"));

    /// What a module may know besides itself; `deploy/standalone` may know everything.
    private static final Map<String, List<String>> MAY_KNOW =
            Map.of(
                    "contracts", List.of(),
                    "grammar", List.of(),
                    "runtime", List.of("contracts"),
                    "model-builder", List.of(),
                    "gateway", List.of("contracts", "grammar", "runtime"),
                    "masking", List.of("contracts", "runtime"),
                    "scheduler", List.of("contracts", "runtime"),
                    "gpu-worker", List.of("contracts", "grammar", "runtime", "model-builder"),
                    "audit", List.of("contracts", "runtime"));

    static List<String> modules() {
        return MAY_KNOW.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleKnowsOnlyWhatIsBelowIt(String module) {
        // Given
        JavaClasses classes = classesOf(module);
        List<String> known = Objects.requireNonNull(MAY_KNOW.get(module));
        String[] others =
                PACKAGES.keySet().stream()
                        .filter(other -> !other.equals(module))
                        .filter(other -> !known.contains(other))
                        .map(other -> PACKAGES.get(other) + "..")
                        .toArray(String[]::new);

        // Then
        noClasses().should().dependOnClassesThat().resideInAnyPackage(others).check(classes);
    }

    @Test
    void everyModuleKeepsToItsOwnPackage() {
        PACKAGES.forEach((module, root) ->
                assertThat(classesOf(module))
                        .as(module)
                        .allMatch(type -> type.getPackageName().startsWith(root)));
    }

    private static JavaClasses classesOf(String module) {
        JavaClasses classes =
                new ClassFileImporter()
                        .importPath(Checkout.root().resolve(module).resolve("target/classes"));
        assertThat(classes.size()).as("classes of %s: build it first", module).isPositive();
        return classes;
    }
}
