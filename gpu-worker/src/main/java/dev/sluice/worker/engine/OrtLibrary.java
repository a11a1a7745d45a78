package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// ONNX Runtime, loaded into this process once and never unloaded: its environment must not be made
/// twice, and its threads may outlive a session. Any thread.
public final class OrtLibrary {
    /// The first version of the C API with everything used here; asked for, so that a newer library
    /// answers the same.
    private static final int API_VERSION = 23;

    private static final int LOG_FATAL_ONLY = 4;
    private static final int API_BASE_POINTERS = 2;

    private static @Nullable OrtLibrary loaded;

    private final OrtApi api;
    private final long environment;
    private final String version;

    private OrtLibrary(OrtApi api, String version) {
        this.api = api;
        this.version = version;
        // Why fatal only: every error is thrown as well, and refusing a damaged model is normal.
        this.environment = api.createEnvironment(LOG_FATAL_ONLY, "sluice");
    }

    /// Loads the library that is on the class path, by way of a copy in `cacheFolder`. Later calls
    /// answer the same library, whatever their folder.
    public static synchronized OrtLibrary load(Path cacheFolder) {
        OrtLibrary library = loaded;
        if (library == null) {
            ClassLoader loader = OrtLibrary.class.getClassLoader();
            library = open(new NativeFiles(loader, cacheFolder).library());
            loaded = library;
        }
        return library;
    }

    /// For example `1.29.0`.
    public String version() {
        return version;
    }

    OrtApi api() {
        return api;
    }

    long environment() {
        return environment;
    }

    /// Fails with a message for the operator where the device cannot be used.
    public void requireDevice(Device device) {
        if (device instanceof Device.Cuda cuda) {
            CudaProbe.require(new NativeCudaMachine(api), cuda);
        }
    }

    @SuppressWarnings("restricted")
    private static OrtLibrary open(Path file) {
        try {
            Telemetry.switchOff();
            SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
            MethodHandle getApiBase =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    symbols.findOrThrow("OrtGetApiBase"),
                                    FunctionDescriptor.of(ADDRESS));
            MemorySegment base = (MemorySegment) getApiBase.invokeExact();
            return open(base.reinterpret(API_BASE_POINTERS * ADDRESS.byteSize()));
        } catch (SluiceException e) {
            throw e;
        } catch (Throwable e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED, "ONNX Runtime cannot be loaded from " + file, e);
        }
    }

    /// `base` is `struct OrtApiBase { GetApi(version); GetVersionString(); }`.
    @SuppressWarnings("restricted")
    private static OrtLibrary open(MemorySegment base) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle getApi =
                linker.downcallHandle(
                        base.getAtIndex(ADDRESS, 0), FunctionDescriptor.of(ADDRESS, JAVA_INT));
        MethodHandle getVersion =
                linker.downcallHandle(base.getAtIndex(ADDRESS, 1), FunctionDescriptor.of(ADDRESS));
        MemorySegment versionText = (MemorySegment) getVersion.invokeExact();
        String version = versionText.reinterpret(Long.MAX_VALUE).getString(0);
        MemorySegment table = (MemorySegment) getApi.invokeExact(API_VERSION);
        if (table.equals(MemorySegment.NULL)) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "ONNX Runtime is version %s, too old for API version %d"
                            .formatted(version, API_VERSION));
        }
        return new OrtLibrary(new OrtApi(new OrtTable(table.reinterpret(Long.MAX_VALUE))), version);
    }
}
