package dev.sluice.it.mesh;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Hands a mesh to the constructors that ask for it: one of each kind, started with the first,
/// ended after the last test.
public final class SharedMesh implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedMesh.class);

    private static final Map<Class<?>, Supplier<? extends Shareable>> KINDS =
            Map.of(RealMesh.class, RealMesh::start, TwoGateways.class, TwoGateways::start);

    interface Shareable extends AutoCloseable {
        @Override
        void close();
    }

    /// Kept even when it failed: the other tests need not wait for the same failure.
    private static final class Start implements AutoCloseable {
        private @Nullable Shareable mesh;
        private @Nullable Throwable failure;

        Start(Class<?> kind) {
            try {
                mesh = Objects.requireNonNull(KINDS.get(kind)).get();
            } catch (AssertionError | RuntimeException e) {
                failure = e;
            }
        }

        Shareable mesh() {
            if (mesh == null) {
                throw new AssertionError("the shared mesh did not get ready", failure);
            }
            return mesh;
        }

        @Override
        public void close() {
            if (mesh != null) {
                mesh.close();
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return KINDS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> kind = parameter.getParameter().getType();
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(kind, _ -> new Start(kind), Start.class)
                .mesh();
    }
}
