package dev.sluice.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/// The services' loops and their simulation, loaded once more and with a bug. What never changes
/// and takes long to make is shared: contracts, client code, the detectors of masking.
final class MutatedMesh extends ClassLoader {
    private static final List<String> OWN =
            List.of(
                    "dev.sluice.simulation.",
                    "dev.sluice.gateway.",
                    "dev.sluice.scheduler.",
                    "dev.sluice.worker.",
                    "dev.sluice.masking.kafka.",
                    "dev.sluice.masking.rewrite.");

    private final Mutation mutation;

    MutatedMesh(Mutation mutation) {
        super(MutatedMesh.class.getClassLoader());
        this.mutation = mutation;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (OWN.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = bytesOf(name);
        byte[] defined = mutation.concerns(name) ? mutation.applyTo(bytes) : bytes;
        return defineClass(name, defined, 0, defined.length);
    }

    private byte[] bytesOf(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream source = getParent().getResourceAsStream(file)) {
            if (source == null) {
                throw new ClassNotFoundException(name);
            }
            return source.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs one simulation; what it fails with is thrown.
    void simulate(long seed) throws Throwable {
        Class<?> simulation = loadClass(Simulation.class.getName());
        Constructor<?> constructor = simulation.getDeclaredConstructor(long.class);
        constructor.setAccessible(true);
        Method run = simulation.getDeclaredMethod("run");
        run.setAccessible(true);
        try {
            run.invoke(constructor.newInstance(seed));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
