package dev.sluice.worker.serving;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.runtime.home.Home;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.tokens.AnswerText;
import java.util.function.Consumer;

/// A model as a worker serves it: prompts in its own form, something that generates, and its tokens
/// as text. Lives as long as the process; incarnations come and go over it.
public interface ServedModel extends AutoCloseable {
    PoolName pool();

    /// Most tokens of prompt and answer together, in each slot.
    int contextTokens();

    /// Sequences at once.
    int slotCount();

    PromptEncoder prompts();

    /// The text of one assignment's answer.
    AnswerText answerText(Assignment assignment);

    /// Starts generating, for one incarnation. One at a time: close it before the next.
    ///
    /// @param onDeath told, on the generator's thread, when it ends by a fault
    Generator start(StepObserver observer, Consumer<Throwable> onDeath);

    @Override
    void close();

    /// Loads the model that the settings name.
    ///
    /// @throws dev.sluice.contracts.SluiceException with one clear sentence
    static ServedModel load(
            Home home,
            WorkerSettings settings,
            SimulatedSettings simulated,
            RemoteSettings remote) {
        return switch (settings.engine()) {
            case NATIVE -> NativeModel.load(home, settings);
            case SIMULATED -> SimulatedModel.load(settings, simulated);
            case REMOTE -> RemoteModel.load(settings, remote);
        };
    }
}
