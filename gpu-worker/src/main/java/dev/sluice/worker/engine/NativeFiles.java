package dev.sluice.worker.engine;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings ONNX Runtime's native libraries from the class path into a folder that outlives the
/// process, one per version and platform:
///
/// ```
/// <cache>/onnxruntime-1.29.0-linux-x64/libonnxruntime.so
/// ```
///
/// Each file appears whole or not at all: it is written beside its place and moved there. Two
/// processes that start at the same time both succeed. Why kept: the CUDA libraries have 583 MB.
final class NativeFiles {
    private static final String RESOURCE_FOLDER = "ai/onnxruntime/native/";
    private static final Pattern VERSION = Pattern.compile("<version>([A-Za-z0-9._-]+)</version>");
    private static final List<String> ARTIFACTS = List.of("onnxruntime", "onnxruntime_gpu");

    /// Providers must lie beside the library that loads them.
    private static final List<String> PROVIDERS =
            List.of("onnxruntime_providers_shared", "onnxruntime_providers_cuda");

    private final ClassLoader loader;
    private final Path cacheFolder;

    NativeFiles(ClassLoader loader, Path cacheFolder) {
        this.loader = loader;
        this.cacheFolder = cacheFolder;
    }

    /// The path of the main library, extracted if need be.
    Path library() {
        String platform = platform();
        String name = System.mapLibraryName("onnxruntime");
        URL resource = resource(platform, name);
        if (resource == null) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "ONNX Runtime has no library for this platform, " + platform);
        }
        try {
            Path folder = Files.createDirectories(cacheFolder.resolve(version() + "-" + platform));
            for (String provider : PROVIDERS) {
                extractIfPresent(platform, System.mapLibraryName(provider), folder);
            }
            return extract(resource, folder.resolve(name));
        } catch (IOException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "ONNX Runtime's library cannot be written to " + cacheFolder + ": " + e,
                    e);
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean isArm = architecture.equals("aarch64") || architecture.equals("arm64");
        if (os.contains("linux")) {
            return isArm ? "linux-aarch64" : "linux-x64";
        }
        return os.contains("mac") ? "osx-aarch64" : "win-x64";
    }

    private @Nullable URL resource(String platform, String name) {
        return loader.getResource(RESOURCE_FOLDER + platform + "/" + name);
    }

    /// For example `onnxruntime-1.29.0`, from the artifact's own description.
    private String version() throws IOException {
        for (String artifact : ARTIFACTS) {
            String path = "META-INF/maven/com.microsoft.onnxruntime/" + artifact + "/pom.xml";
            try (InputStream in = loader.getResourceAsStream(path)) {
                if (in != null) {
                    return artifact + "-" + versionIn(in);
                }
            }
        }
        throw new IOException("the ONNX Runtime artifact on the class path has no version");
    }

    private static String versionIn(InputStream description) throws IOException {
        String text = new String(description.readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.find()) {
            throw new IOException("the ONNX Runtime artifact's description has no version");
        }
        return matcher.group(1);
    }

    private void extractIfPresent(String platform, String name, Path folder) throws IOException {
        URL resource = resource(platform, name);
        if (resource != null) {
            extract(resource, folder.resolve(name));
        }
    }

    private static Path extract(URL resource, Path target) throws IOException {
        long size = resource.openConnection().getContentLengthLong();
        if (Files.exists(target) && Files.size(target) == size) {
            return target;
        }
        Path temporary = Files.createTempFile(target.getParent(), "extracting", ".part");
        try (InputStream in = resource.openStream()) {
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return target;
    }
}
