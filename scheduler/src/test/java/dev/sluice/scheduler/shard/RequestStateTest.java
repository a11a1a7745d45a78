package dev.sluice.scheduler.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The diagram in the documentation of [RequestState] and its methods are the same edges.
class RequestStateTest {
    private static final Path SOURCE =
            Path.of("src/main/java/dev/sluice/scheduler/shard/RequestState.java");
    private static final Pattern ROW =
            Pattern.compile("/// \\| (\\w+) \\| (to\\w+) \\| (\\w+) \\| [^|]+ \\|");

    @Test
    void theDocumentedEdgesAreTheOnesThatExist() throws IOException {
        // Given
        Set<String> existing = new TreeSet<>();
        for (Class<?> from : RequestState.class.getPermittedSubclasses()) {
            if (from != RequestState.Finished.class) {
                edgesOf(from).forEach(existing::add);
            }
        }

        // When
        Set<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(SOURCE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.add(row.group(1) + " " + row.group(2) + " " + row.group(3));
            }
        }

        // Then
        assertThat(documented).hasSizeGreaterThan(10).isEqualTo(existing);
    }

    private static List<String> edgesOf(Class<?> from) {
        return Arrays.stream(from.getDeclaredMethods())
                .filter(method -> !method.isBridge() && isEdge(method))
                .map(m -> from.getSimpleName() + " " + m.getName() + " " + target(m))
                .toList();
    }

    private static boolean isEdge(Method method) {
        return RequestState.class.isAssignableFrom(method.getReturnType());
    }

    private static String target(Method edge) {
        return edge.getReturnType().getSimpleName();
    }
}
