package dev.sluice.worker.models;

import dev.sluice.modelbuilder.Manifest;
import dev.sluice.worker.models.ModelListing.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What is in a store and what its catalogue adds.
record StoreListing(Path folder, Catalogue catalogue) {
    List<ModelListing> list() {
        SortedSet<String> names = new TreeSet<>(catalogue.models().keySet());
        names.addAll(builtNames());
        return names.stream().map(this::listing).toList();
    }

    private List<String> builtNames() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve(Manifest.FILE_NAME)))
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private ModelListing listing(String name) {
        Optional<CatalogueModel> known = catalogue.find(name);
        Path model = folder.resolve(name);
        boolean isDefault = name.equals(catalogue.defaultName());
        String description = known.map(CatalogueModel::description).orElse("");
        if (Files.exists(model.resolve(Manifest.FILE_NAME))) {
            return new ModelListing(
                    name, description, State.BUILT, Folders.bytes(model), isDefault);
        }
        CatalogueModel entry = known.orElseThrow();
        boolean isFetched = Files.exists(folder.resolve(entry.file()));
        return new ModelListing(
                name,
                description,
                isFetched ? State.FETCHED : State.AVAILABLE,
                entry.bytes().orElse(0),
                isDefault);
    }
}
