package dev.sluice.worker.tokens;

import java.nio.file.Path;

/// Settings of the native tokenizer library, which reads them from system properties when it is
/// first used: where it keeps its native files, and that it stays off the network (it would
/// download other builds of itself, and report its use from inside a cloud).
final class TokenizerLibrary {
    private TokenizerLibrary() {}

    static synchronized void keepIn(Path folder) {
        setIfAbsent("ENGINE_CACHE_DIR", folder.toAbsolutePath().toString());
        setIfAbsent("DJL_CACHE_DIR", folder.toAbsolutePath().toString());
        setIfAbsent("OPT_OUT_TRACKING", "true");
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("RUST_FLAVOR", "cpu");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
