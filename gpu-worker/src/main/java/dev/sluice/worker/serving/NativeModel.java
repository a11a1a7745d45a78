package dev.sluice.worker.serving;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.runtime.home.Home;
import dev.sluice.worker.chat.ChatTemplate;
import dev.sluice.worker.constraint.VocabularyTrie;
import dev.sluice.worker.decode.DecodeLoop;
import dev.sluice.worker.decode.DecodeOptions;
import dev.sluice.worker.decode.DecodeThread;
import dev.sluice.worker.decode.Engine;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.PromptCutCheck;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.engine.Device;
import dev.sluice.worker.engine.EngineOptions;
import dev.sluice.worker.engine.OrtEngine;
import dev.sluice.worker.engine.OrtLibrary;
import dev.sluice.worker.models.ModelFolder;
import dev.sluice.worker.models.ModelProgress;
import dev.sluice.worker.models.ModelStore;
import dev.sluice.worker.models.ModelVariant;
import dev.sluice.worker.tokens.AnswerText;
import dev.sluice.worker.tokens.StopStrings;
import dev.sluice.worker.tokens.Tokenizer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A model on ONNX Runtime in this process, verified and loaded.
///
/// @param contextTokens most tokens of prompt and answer together
record NativeModel(
        PoolName pool,
        Engine engine,
        Tokenizer tokenizer,
        PromptEncoder prompts,
        int contextTokens,
        DecodeOptions options)
        implements ServedModel {
    private static final int PREFILL_TOKENS_MAX = 128;
    private static final Logger LOG = LoggerFactory.getLogger(NativeModel.class);

    /// Fetches and converts the model where it is not there yet, checks every file's hash, loads it
    /// and runs it once.
    ///
    /// @throws dev.sluice.contracts.SluiceException with one clear sentence
    static NativeModel load(Home home, WorkerSettings settings) {
        Device device = Device.parse(settings.device());
        // First: a machine without the GPU would fetch and convert a model in vain.
        OrtLibrary library = OrtLibrary.load(home.cache());
        library.requireDevice(device);
        ModelFolder folder =
                ModelStore.open(home.models(), ModelVariant.of(settings.device()))
                        .ensure(settings.model(), ModelProgress.NONE);
        int contextTokens = Math.min(settings.contextTokens(), folder.config().contextTokens());
        // Side by side: each takes half a second, most of it on one core.
        CompletableFuture<Tokenizer> tokenizer =
                CompletableFuture.supplyAsync(() -> folder.openTokenizer(home.cache()));
        Engine engine;
        try {
            engine = openEngine(library, device, settings, folder, contextTokens);
        } catch (RuntimeException e) {
            var _ = tokenizer.thenAccept(Tokenizer::close);
            throw e;
        }
        try {
            return of(settings, folder, engine, opened(tokenizer), contextTokens);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static Tokenizer opened(CompletableFuture<Tokenizer> tokenizer) {
        try {
            return tokenizer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException own ? own : e;
        }
    }

    private static NativeModel of(
            WorkerSettings settings,
            ModelFolder folder,
            Engine engine,
            Tokenizer tokenizer,
            int contextTokens) {
        int[] endTokens =
                folder.config().endTokenIds().stream().mapToInt(Integer::intValue).toArray();
        var prompts =
                new ModelPrompts(
                        chatTemplate(folder),
                        folder.templateTokens(),
                        tokenizer,
                        new RequestBounds(contextTokens, endTokens, contextTokens),
                        new AnswerGrammars(vocabulary(tokenizer, engine)));
        PoolName pool = new PoolName(settings.pool().orElse(folder.name()));
        DecodeOptions options = options(engine, settings, pool);
        return new NativeModel(pool, engine, tokenizer, prompts, contextTokens, options);
    }

    /// Beside the rest of the start: the first request for JSON comes later.
    private static CompletableFuture<VocabularyTrie> vocabulary(
            Tokenizer tokenizer, Engine engine) {
        int size = engine.shape().vocabularySize();
        return CompletableFuture.supplyAsync(() -> VocabularyTrie.of(tokenizer.tokenBytes(), size));
    }

    @Override
    public int slotCount() {
        return engine.shape().slotCount();
    }

    @Override
    public AnswerText answerText(Assignment assignment) {
        return new AnswerText(
                tokenizer.tokenBytes(), StopStrings.of(assignment.spec().settings().stop()));
    }

    @Override
    public Generator start(StepObserver observer, Consumer<Throwable> onDeath) {
        var loop = new DecodeLoop(engine, options, observer, System::nanoTime);
        return DecodeThread.start(loop, onDeath);
    }

    private static Engine openEngine(
            OrtLibrary library,
            Device device,
            WorkerSettings settings,
            ModelFolder folder,
            int contextTokens) {
        int threads =
                settings.threads() > 0
                        ? settings.threads()
                        : Runtime.getRuntime().availableProcessors();
        EngineOptions options =
                new EngineOptions(
                        device,
                        settings.slots(),
                        contextTokens,
                        PREFILL_TOKENS_MAX,
                        threads,
                        settings.spinning());
        return OrtEngine.open(library, folder.modelFile(), options);
    }

    /// A model without a template continues the conversation as plain text.
    private static ChatTemplate chatTemplate(ModelFolder folder) {
        return folder.chatTemplate().isPresent()
                ? folder.openChatTemplate()
                : ChatTemplate.parse(
                        "{% for message in messages %}{{ message.content }}\n{% endfor %}");
    }

    private static DecodeOptions options(Engine engine, WorkerSettings settings, PoolName pool) {
        if (PromptCutCheck.isExact(engine)) {
            return DecodeOptions.DEFAULT.withPrefixReuse(settings.prefixReuse());
        }
        LOG.atWarn()
                .addKeyValue("pool", pool)
                .log("this model rounds a prompt by where it is cut: no prefix is used again");
        return DecodeOptions.DEFAULT.withFixedCuts();
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
    }
}
