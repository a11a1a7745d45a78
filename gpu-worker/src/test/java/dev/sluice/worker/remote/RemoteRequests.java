package dev.sluice.worker.remote;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.sampling.SamplingParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What tests ask for.
final class RemoteRequests {
    private RemoteRequests() {}

    static Prompt chat(String... rolesAndTexts) {
        var messages = new ArrayList<ChatMessage>();
        for (int i = 0; i < rolesAndTexts.length; i += 2) {
            messages.add(
                    new ChatMessage(
                            rolesAndTexts[i], new SensitiveText(rolesAndTexts[i + 1]), null));
        }
        return new Prompt.Chat(messages);
    }

    static InferenceSpec spec(Prompt prompt, GenerationSettings settings) {
        return new InferenceSpec(
                Instant.EPOCH, 0, "m", prompt, settings, Priority.STANDARD, null, false, null);
    }

    /// A conversation, as an assignment of the epoch brings it.
    static SequenceRequest sequence(
            Dialect dialect, String id, int epoch, int maxTokens, List<Integer> emitted) {
        InferenceSpec spec = spec(chat("user", "Say it."), GenerationSettings.greedy(maxTokens));
        return SequenceRequest.of(
                        new SequenceKey(new RequestId(id), epoch),
                        new CallWriter(FakeServer.MODEL, dialect, 100)
                                .write(spec, array(emitted))
                                .toPromptTokens(),
                        maxTokens,
                        new int[0],
                        SamplingParameters.greedy())
                .continuedFrom(array(emitted));
    }

    static int[] array(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
