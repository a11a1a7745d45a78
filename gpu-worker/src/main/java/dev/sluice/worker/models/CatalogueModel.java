package dev.sluice.worker.models;

import dev.sluice.contracts.PoolName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A model that the store knows how to get.
///
/// @param name also the name of its folder and its pool
/// @param file name of the GGUF file in the store
/// @param sha256 of that file; empty for a URL that came without one
/// @param sources tried in order
public record CatalogueModel(
        String name,
        String description,
        String file,
        OptionalLong bytes,
        Optional<String> sha256,
        List<ModelSource> sources) {
    public CatalogueModel {
        name = new PoolName(name).value();
        requirePlain(file);
        sha256.ifPresent(CatalogueModel::requireSha256);
        sources = List.copyOf(sources);
    }

    private static void requirePlain(String file) {
        if (file.isEmpty() || file.startsWith(".") || !file.matches("[A-Za-z0-9._+ -]+")) {
            throw new IllegalArgumentException("file '" + file + "' is not a plain file name");
        }
    }

    private static void requireSha256(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "sha256 '" + sha256 + "' is not 64 lower-case hexadecimal digits");
        }
    }
}
