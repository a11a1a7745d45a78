package dev.sluice.worker.serving;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.simulated.Pace;
import dev.sluice.worker.simulated.SimulatedThread;
import dev.sluice.worker.simulated.Vocabulary;
import dev.sluice.worker.tokens.AnswerText;
import dev.sluice.worker.tokens.StopStrings;
import java.util.function.Consumer;

/// No model: words at a set pace. Everything around the engine is the production's.
record SimulatedModel(PoolName pool, int slotCount, Pace pace, Vocabulary vocabulary)
        implements ServedModel {
    private static final int CONTEXT_TOKENS = 32_768;

    static SimulatedModel load(WorkerSettings settings, SimulatedSettings simulated) {
        return new SimulatedModel(
                new PoolName(settings.pool().orElse(settings.model())),
                settings.slots(),
                new Pace(simulated.ttft(), simulated.itl()),
                simulated.text().map(Vocabulary::ofFile).orElseGet(Vocabulary::builtin));
    }

    @Override
    public int contextTokens() {
        return CONTEXT_TOKENS;
    }

    @Override
    public PromptEncoder prompts() {
        return new SimulatedPrompts(CONTEXT_TOKENS);
    }

    @Override
    public AnswerText answerText(Assignment assignment) {
        return new AnswerText(
                vocabulary.tokenBytes(), StopStrings.of(assignment.spec().settings().stop()));
    }

    @Override
    public Generator start(StepObserver observer, Consumer<Throwable> onDeath) {
        return SimulatedThread.start(slotCount, pace, vocabulary, observer, onDeath);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
