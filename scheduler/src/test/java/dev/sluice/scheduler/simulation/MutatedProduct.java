package dev.sluice.scheduler.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/// The scheduler and its simulation, loaded once more and with a bug.
final class MutatedProduct extends ClassLoader {
    private static final String OWN = "dev.sluice.scheduler.";

    private final Mutation mutation;

    MutatedProduct(Mutation mutation) {
        super(MutatedProduct.class.getClassLoader());
        this.mutation = mutation;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OWN)) {
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
