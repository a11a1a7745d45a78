package dev.sluice.gateway.admission;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.gateway.admission.Admission.Admitted;
import dev.sluice.gateway.admission.Admission.Refused;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reads the bodies of the inference routes. A parameter has its effect, or is known to be
/// harmless, or is refused by name: never silence.
public final class RequestReader {
    private static final int SUBJECT_LENGTH_MAX = 512;

    /// OpenAI's default for completions.
    private static final int COMPLETION_TOKENS = 16;

    private static final String CONVERSATION = "conversation_id";

    private final LongSupplier randomSeed;
    private final int choicesMax;

    /// Of requests with one answer each. `randomSeed` must come from a strong generator.
    public RequestReader(LongSupplier randomSeed) {
        this(randomSeed, 1);
    }

    /// Of requests that may want up to `choicesMax` answers.
    public RequestReader(LongSupplier randomSeed, int choicesMax) {
        this.randomSeed = randomSeed;
        this.choicesMax = choicesMax;
    }

    /// OpenAI's chat completion.
    public Admission readChat(@Nullable Object json) {
        return reading(() -> chat(Fields.ofBody(json)));
    }

    /// The guides' `{"prompt"}` or `{"query"}`: one question, put to the model as a user's turn.
    public Admission readQuestion(@Nullable Object json) {
        return reading(() -> question(Fields.ofBody(json), false));
    }

    /// A question whose answer comes in pieces; the call says so, not a field.
    public Admission readStreamedQuestion(@Nullable Object json) {
        return reading(() -> question(Fields.ofBody(json), true));
    }

    /// OpenAI's older completion: a text to go on with.
    public Admission readCompletion(@Nullable Object json) {
        return reading(() -> completion(Fields.ofBody(json)));
    }

    /// OpenAI's response. The prompt holds this turn alone; see [InferenceForm#after].
    public Admission readResponse(@Nullable Object json) {
        return reading(() -> response(Fields.ofBody(json)));
    }

    private interface Reading {
        InferenceForm read() throws BadField;
    }

    private static Admission reading(Reading reading) {
        try {
            return new Admitted(reading.read());
        } catch (BadField e) {
            return new Refused(e.refusal());
        }
    }

    private InferenceForm chat(Fields body) throws BadField {
        String model = requiredModel(body);
        ToolFields tools = ToolFields.read(body);
        Prompt prompt = tools.prompt(MessageFields.read(body));
        GenerationSettings settings = tools.settings(body, SettingsFields.read(body, randomSeed));
        boolean isStream = body.flag("stream");
        boolean includeUsage = includeUsage(body, isStream);
        boolean isStored = body.flag("store");
        String subject = subject(body);
        String conversation = conversation(body);
        int choiceCount = ChoiceFields.read(body, choicesMax);
        Tolerances.checkChat(body);
        body.refuseOthers();
        return new InferenceForm(
                model,
                prompt,
                settings,
                isStream,
                includeUsage,
                isStored,
                subject,
                conversation,
                null,
                choiceCount);
    }

    private InferenceForm completion(Fields body) throws BadField {
        String model = requiredModel(body);
        Prompt prompt = new Prompt.Text(new SensitiveText(completionText(body)));
        GenerationSettings settings =
                SettingsFields.readCompletion(body, COMPLETION_TOKENS, randomSeed);
        boolean isStream = body.flag("stream");
        boolean includeUsage = includeUsage(body, isStream);
        boolean isStored = body.flag("store");
        String subject = subject(body);
        int choiceCount = ChoiceFields.read(body, choicesMax);
        Tolerances.checkCompletion(body);
        body.refuseOthers();
        return new InferenceForm(
                model,
                prompt,
                settings,
                isStream,
                includeUsage,
                isStored,
                subject,
                null,
                null,
                choiceCount);
    }

    private InferenceForm response(Fields body) throws BadField {
        String model = requiredModel(body);
        GenerationSettings settings = SettingsFields.readResponse(body, randomSeed);
        ResponseForm asked = ResponseFields.read(body, model, settings);
        boolean isStream = body.flag("stream");
        Fields options = body.object("stream_options");
        if (options != null) {
            options.flag("include_obfuscation");
            options.refuseOthers();
        }
        String subject = subject(body);
        String conversation = conversation(body);
        Tolerances.checkResponse(body);
        body.refuseOthers();
        return new InferenceForm(
                model,
                new Prompt.Chat(asked.messages(List.of())),
                settings,
                isStream,
                true,
                asked.isStored(),
                subject,
                conversation,
                asked,
                1);
    }

    private static String requiredModel(Fields body) throws BadField {
        String model = model(body);
        if (model == null) {
            throw BadField.invalid("model", "is missing");
        }
        return model;
    }

    /// A list of one text is a text, as for OpenAI; token ids and several prompts are not read.
    private static String completionText(Fields body) throws BadField {
        Object prompt = body.any("prompt");
        if (prompt instanceof List<?> list) {
            if (list.size() != 1 || !(list.getFirst() instanceof String)) {
                throw BadField.unsupported(
                        "prompt", "a list is not supported; send one string, a request each");
            }
            prompt = list.getFirst();
        }
        if (prompt == null) {
            throw BadField.invalid("prompt", "is missing");
        }
        String text = Fields.textOf(prompt, "prompt");
        if (text.isEmpty()) {
            throw BadField.invalid("prompt", "is empty");
        }
        return text;
    }

    private InferenceForm question(Fields body, boolean isStream) throws BadField {
        String model = model(body);
        var turn = new ChatMessage("user", new SensitiveText(questionText(body)), null);
        Prompt prompt = new Prompt.Chat(List.of(turn));
        GenerationSettings settings = SettingsFields.read(body, randomSeed);
        boolean isStored = body.flag("store");
        String subject = subject(body);
        Tolerances.checkQuestion(body);
        body.refuseOthers();
        return new InferenceForm(
                model, prompt, settings, isStream, false, isStored, subject, null, null, 1);
    }

    private static @Nullable String model(Fields body) throws BadField {
        String model = body.text("model", InferenceSpec.MODEL_LENGTH_MAX);
        if (model != null && model.isEmpty()) {
            throw BadField.invalid("model", "is empty");
        }
        return model;
    }

    private static String questionText(Fields body) throws BadField {
        String prompt = body.text("prompt");
        String query = body.text("query");
        if (prompt != null && query != null) {
            throw BadField.invalid("query", "stands beside 'prompt'; send one of them");
        }
        String question = prompt == null ? query : prompt;
        if (question == null || question.isEmpty()) {
            throw BadField.invalid("prompt", question == null ? "is missing" : "is empty");
        }
        return question;
    }

    private static boolean includeUsage(Fields body, boolean isStream) throws BadField {
        Fields options = body.object("stream_options");
        if (options == null) {
            return false;
        }
        if (!isStream) {
            throw BadField.invalid("stream_options", "is allowed only when 'stream' is true");
        }
        boolean includeUsage = options.flag("include_usage");
        options.flag("include_obfuscation");
        options.refuseOthers();
        return includeUsage;
    }

    /// Whom the client acts for; OpenAI renamed the field, so both names count.
    private static @Nullable String subject(Fields body) throws BadField {
        String user = body.text("user", SUBJECT_LENGTH_MAX);
        String safetyIdentifier = body.text("safety_identifier", SUBJECT_LENGTH_MAX);
        return user == null ? safetyIdentifier : user;
    }

    /// `metadata.conversation_id`: values keep their pseudonyms throughout a conversation. Any
    /// other value of it, as any other metadata, means nothing here.
    private static @Nullable String conversation(Fields body) {
        Object id = body.any("metadata") instanceof Map<?, ?> map ? map.get(CONVERSATION) : null;
        return id instanceof String text
                        && !text.isEmpty()
                        && text.length() <= InferenceSpec.CONVERSATION_LENGTH_MAX
                ? text
                : null;
    }
}
