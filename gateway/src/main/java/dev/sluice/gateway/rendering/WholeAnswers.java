package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.Usage;
import dev.sluice.gateway.streaming.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Gathers the streams of a request's choices into an answer that is sent at once. Feed every
/// record, those of one choice each once, in order. Not thread-safe.
public final class WholeAnswers {
    private final Choices choices;
    private final List<WholeAnswer> answers = new ArrayList<>();

    public WholeAnswers(Choices choices) {
        this.choices = choices;
        choices.ids().forEach(_ -> answers.add(new WholeAnswer()));
    }

    public void apply(StreamEvent event) {
        answers.get(choices.indexOf(event.requestId())).apply(event);
    }

    /// Why there is no answer; empty where there is one, or may still be.
    public Optional<Failure> failure() {
        return answers.stream().flatMap(answer -> answer.failure().stream()).findFirst();
    }

    /// The only one, on routes that know no other.
    public WholeAnswer first() {
        return answers.getFirst();
    }

    /// OpenAI's `chat.completion` object.
    public String chatCompletion() {
        return completion("chat.completion", answers, WholeAnswer::chatChoice);
    }

    /// OpenAI's `text_completion` object.
    public String textCompletion() {
        return completion("text_completion", answers, WholeAnswer::textChoice);
    }

    /// Writes one choice, an object.
    interface ChoiceForm {
        void write(WholeAnswer answer, JsonText json, int index);
    }

    static String completion(String objectType, List<WholeAnswer> answers, ChoiceForm form) {
        int characters = answers.stream().mapToInt(WholeAnswer::length).sum();
        JsonText json =
                answers.getFirst().envelope().open(new StringBuilder(characters + 512), objectType);
        json.name("choices").array();
        for (int index = 0; index < answers.size(); index++) {
            form.write(answers.get(index), json, index);
        }
        json.endArray().name("usage");
        Envelope.usage(json, usage(answers));
        return json.endObject().toString();
    }

    private static Usage usage(List<WholeAnswer> answers) {
        Usage sum = answers.stream().map(WholeAnswer::usage).reduce(Envelope::sum).orElse(null);
        return Objects.requireNonNull(sum, "an answer has a choice");
    }
}
