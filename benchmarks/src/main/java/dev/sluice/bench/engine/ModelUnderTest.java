package dev.sluice.bench.engine;

import dev.sluice.runtime.home.Home;
import dev.sluice.worker.decode.Engine;
import dev.sluice.worker.engine.EngineOptions;
import dev.sluice.worker.engine.OrtEngine;
import dev.sluice.worker.engine.OrtLibrary;
import dev.sluice.worker.models.ModelFolder;
import dev.sluice.worker.models.ModelProgress;
import dev.sluice.worker.models.ModelStore;
import dev.sluice.worker.tokens.Tokenizer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A converted model of this machine's store, verified.
public record ModelUnderTest(Home home, ModelFolder folder) {
    /// Fetches and converts the model first where that is needed.
    ///
    /// @param nameOrFile as for `./sluice up --model`; null means the default model
    public static ModelUnderTest open(@Nullable String nameOrFile) {
        Home home = Home.open();
        ModelStore store = ModelStore.open(home.models());
        String wanted = nameOrFile == null ? store.defaultName() : nameOrFile;
        return new ModelUnderTest(home, store.ensure(wanted, ModelProgress.NONE));
    }

    public Engine engine(EngineOptions options) {
        return engineOf(folder.modelFile(), options);
    }

    /// An engine for another build of this model.
    public Engine engineOf(Path modelFile, EngineOptions options) {
        return OrtEngine.open(OrtLibrary.load(home.cache()), modelFile, options);
    }

    public int[] tokensOf(String text) {
        try (Tokenizer tokenizer = folder.openTokenizer(home.cache())) {
            return tokenizer.encode(text, true);
        }
    }
}
