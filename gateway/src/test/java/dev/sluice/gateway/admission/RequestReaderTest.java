package dev.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.gateway.admission.Admission.Admitted;
import dev.sluice.gateway.admission.Admission.Refused;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies are written with apostrophes for quotation marks.
final class RequestReaderTest {
    private static final long RANDOM_SEED = 4711;
    private static final String CHAT = "'model':'m','messages':[{'role':'user','content':'hi'}]";

    private final RequestReader reader = new RequestReader(() -> RANDOM_SEED);

    @Test
    void aBareRequestGetsOpenAisDefaults() {
        // When
        InferenceForm form = admitted("{" + CHAT + "}");

        // Then
        var settings = form.settings();
        assertThat(form.model()).isEqualTo("m");
        assertThat(form.isStream()).isFalse();
        assertThat(settings.maxTokens()).isNull();
        assertThat(settings.temperature()).isEqualTo(1);
        assertThat(settings.topP()).isEqualTo(1);
        assertThat(settings.topK()).isZero();
        assertThat(settings.minP()).isZero();
        assertThat(settings.repetitionPenalty()).isEqualTo(1);
        assertThat(settings.seed()).isEqualTo(RANDOM_SEED);
        assertThat(settings.stop()).isEmpty();
    }

    @Test
    void everyParameterReachesTheForm() {
        // When
        InferenceForm form =
                admitted(
                        "{"
                                + CHAT
                                + """
                                ,'max_completion_tokens':7,'temperature':0.5,'top_p':0.9,'top_k':40,
                                'min_p':0.05,'repetition_penalty':1.1,'frequency_penalty':-1,
                                'presence_penalty':2,'logit_bias':{'50256':-100,'7':1.5},'seed':-3,
                                'stop':['a','b'],'stream':true,'stream_options':
                                {'include_usage':true},'store':true,'user':'u'}
                                """);

        // Then
        var settings = form.settings();
        assertThat(settings.maxTokens()).isEqualTo(7);
        assertThat(settings.temperature()).isEqualTo(0.5);
        assertThat(settings.topP()).isEqualTo(0.9);
        assertThat(settings.topK()).isEqualTo(40);
        assertThat(settings.minP()).isEqualTo(0.05);
        assertThat(settings.repetitionPenalty()).isEqualTo(1.1);
        assertThat(settings.frequencyPenalty()).isEqualTo(-1);
        assertThat(settings.presencePenalty()).isEqualTo(2);
        assertThat(settings.logitBias()).isEqualTo(Map.of(50256, -100.0, 7, 1.5));
        assertThat(settings.seed()).isEqualTo(-3);
        assertThat(settings.stop()).containsExactly("a", "b");
        assertThat(form.isStream()).isTrue();
        assertThat(form.includeUsage()).isTrue();
        assertThat(form.isStored()).isTrue();
        assertThat(form.subject()).isEqualTo("u");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'response_format':{'type':'json_object'} | JsonObject[]",
                "'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':true,"
                    + "'description':'d','schema':{'type':'object','properties':{'b':{},'a':{}}}}}"
                    + " | {'type':'object','properties':{'b':{},'a':{}}}",
                "'structured_outputs':{'json':{'enum':[1.50,'x\\n']}} | {'enum':[1.5,'x\\n']}",
                "'structured_outputs':{'regex':'[a-z]+'} | [a-z]+",
                "'response_format':{'type':'text'} | ",
                "'structured_outputs':{} | ",
            })
    void theAnswersFormatReachesTheForm(String field, @Nullable String expected) {
        // When
        AnswerFormat format = admitted("{" + CHAT + "," + field + "}").settings().answerFormat();

        // Then
        String text =
                switch (format) {
                    case null -> null;
                    case AnswerFormat.JsonObject any -> any.toString();
                    case AnswerFormat.JsonSchema(SensitiveText schema) -> schema.value();
                    case AnswerFormat.Pattern(SensitiveText expression) -> expression.value();
                    case AnswerFormat.ToolCalls calls -> calls.toString();
                };
        assertThat(text == null ? null : text.replace('"', '\'')).isEqualTo(expected);
    }

    @Test
    void aResponsesFormatStandsOnOneLevel() {
        // When
        Admission read =
                reader.readResponse(
                        json(
                                "{'model':'m','input':'hi','text':{'format':{'type':'json_schema',"
                                        + "'name':'n','schema':{'type':'null'}}}}"));

        // Then
        assertThat(((Admitted) read).form().settings().answerFormat())
                .isEqualTo(new AnswerFormat.JsonSchema(new SensitiveText("{\"type\":\"null\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'format':{'type':'x'}} | text.format.type",
                "{'format':{'type':'json_schema','name':'n','schema':{'not':1}}} |"
                        + " text.format.schema.not",
                "{'verbosity':'high'} | text.verbosity",
                "{'more':1} | text.more",
            })
    void aResponsesFormatIsRefusedByName(String text, String param) {
        // When
        Admission read =
                reader.readResponse(json("{'model':'m','input':'hi','text':" + text + "}"));

        // Then
        assertThat(((Refused) read).refusal().param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'conversation_id':'chat-1'} | chat-1",
                "{'conversation_id':''} | ",
                "{'conversation_id':7} | ",
                "{'other':'chat-1'} | "
            })
    void metadataMayNameTheConversation(String metadata, @Nullable String expected) {
        assertThat(admitted("{" + CHAT + ",'metadata':" + metadata + "}").conversation())
                .isEqualTo(expected);
    }

    @Test
    void textPartsAreJoinedWithLineBreaks() {
        // When
        InferenceForm form =
                admitted(
                        """
                        {'model':'m','messages':[{'role':'user','name':'n','content':
                        [{'type':'text','text':'a'},{'type':'text','text':'b'}]}]}\
                        """);

        // Then
        var message = ((Prompt.Chat) form.prompt()).messages().getFirst();
        assertThat(message.content().value()).isEqualTo("a\nb");
        assertThat(message.name()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'n':1",
                "'logprobs':false,'top_logprobs':0",
                "'logprobs':true",
                "'logprobs':true,'top_logprobs':20",
                "'typical_p':0.9",
                "'tools':[],'tool_choice':'none','functions':[],'function_call':'none'",
                "'response_format':{'type':'text'}",
                "'modalities':['text'],'verbosity':'medium'",
                "'service_tier':'auto','parallel_tool_calls':true",
                "'metadata':{'a':'b'},'prompt_cache_key':'k','safety_identifier':'s'",
                "'max_tokens':5,'max_completion_tokens':5",
                "'max_tokens':256.0",
                "'temperature':0",
                "'top_k':-1",
                "'stop':'x'",
                "'stop':null,'seed':null,'tools':null,'temperature':null,'made_up':null",
                "'seed':9223372036854775807",
                "'stream':true,'stream_options':{'include_obfuscation':false}",
            })
    void harmlessParametersPass(String parameters) {
        assertThat(read("{" + CHAT + "," + parameters + "}")).isInstanceOf(Admitted.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'temperature':'hot' | temperature",
                "'temperature':2.1 | temperature",
                "'temperature':-0.1 | temperature",
                "'temperature':1e999 | temperature",
                "'top_p':1.1 | top_p",
                "'top_p':true | top_p",
                "'min_p':-1 | min_p",
                "'typical_p':1.1 | typical_p",
                "'logprobs':1 | logprobs",
                "'logprobs':true,'top_logprobs':21 | top_logprobs",
                "'top_logprobs':5 | top_logprobs",
                "'top_k':-2 | top_k",
                "'top_k':1.5 | top_k",
                "'repetition_penalty':0 | repetition_penalty",
                "'frequency_penalty':3 | frequency_penalty",
                "'presence_penalty':[] | presence_penalty",
                "'max_tokens':0 | max_tokens",
                "'max_tokens':'5' | max_tokens",
                "'max_tokens':99999999999 | max_tokens",
                "'max_completion_tokens':-1 | max_completion_tokens",
                "'max_tokens':1,'max_completion_tokens':2 | max_tokens",
                "'seed':'x' | seed",
                "'seed':9223372036854775808 | seed",
                "'seed':1.5 | seed",
                "'stop':5 | stop",
                "'stop':'' | stop",
                "'stop':['a',''] | stop[1]",
                "'stop':['a',5] | stop[1]",
                "'stop':[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7] | stop",
                "'logit_bias':[] | logit_bias",
                "'logit_bias':{'x':1} | logit_bias.x",
                "'logit_bias':{'-1':1} | logit_bias.-1",
                "'logit_bias':{'1':101} | logit_bias.1",
                "'logit_bias':{'1':'a'} | logit_bias.1",
                "'stream':'yes' | stream",
                "'stream_options':{'include_usage':true} | stream_options",
                "'stream':true,'stream_options':{'include_usage':1} | stream_options.include_usage",
                "'stream':true,'stream_options':7 | stream_options",
                "'store':1 | store",
                "'user':5 | user",
                "'user':'\\ud800' | user",
                "'response_format':'text' | response_format",
                "'response_format':{} | response_format.type",
                "'response_format':{'type':'json_schema'} | response_format.json_schema",
                "'response_format':{'type':'json_schema','json_schema':{'name':'n'}}"
                        + " | response_format.json_schema.schema",
                "'response_format':{'type':'json_schema','json_schema':{'schema':{}}}"
                        + " | response_format.json_schema.name",
                "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':"
                        + "{'type':'integer','minimum':3,'maximum':2}}}"
                        + " | response_format.json_schema.schema",
                "'structured_outputs':{'regex':'('} | structured_outputs.regex",
                "'structured_outputs':{'regex':''} | structured_outputs.regex",
                "'structured_outputs':{'regex':'a','json':{}} | structured_outputs.json",
                "'structured_outputs':{'regex':'a'},'response_format':{'type':'json_object'}"
                        + " | structured_outputs",
            })
    void wrongValuesNameTheirParameter(String parameters, String param) {
        // When
        Refusal refusal = refused("{" + CHAT + "," + parameters + "}");

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.message()).startsWith(param + ": ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'n':2 | n",
                "'functions':[{}] | functions",
                "'response_format':{'type':'grammar'} | response_format.type",
                "'response_format':{'type':'text','more':1} | response_format.more",
                "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':"
                        + "{'type':'object','properties':{'a':{'not':{}}}}}}"
                        + " | response_format.json_schema.schema.properties.a.not",
                "'structured_outputs':{'choice':['a']} | structured_outputs.choice",
                "'modalities':['text','audio'] | modalities",
                "'audio':{} | audio",
                "'prediction':{} | prediction",
                "'reasoning_effort':'low' | reasoning_effort",
                "'verbosity':'high' | verbosity",
                "'service_tier':'flex' | service_tier",
                "'web_search_options':{} | web_search_options",
                "'best_of':2 | best_of",
                "'guided_json':{} | guided_json",
                "'ignore_eos':true | ignore_eos",
                "'made_up':0 | made_up",
                "'stream':true,'stream_options':{'x':1} | stream_options.x",
            })
    void whatTheEngineLacksIsRefusedByName(String parameters, String param) {
        // When
        Refusal refusal = refused("{" + CHAT + "," + parameters + "}");

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER);
        assertThat(refusal.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "null | messages | INVALID_PARAMETER",
                "[] | messages | INVALID_PARAMETER",
                "'hi' | messages | INVALID_PARAMETER",
                "['hi'] | messages[0] | INVALID_PARAMETER",
                "[null] | messages[0] | INVALID_PARAMETER",
                "[{}] | messages[0].role | INVALID_PARAMETER",
                "[{'role':5}] | messages[0].role | INVALID_PARAMETER",
                "[{'role':'king','content':'a'}] | messages[0].role | INVALID_PARAMETER",
                "[{'role':'tool','content':'a'}] | messages[0].tool_call_id | INVALID_PARAMETER",
                "[{'role':'function','content':'a'}] | messages[0].role | UNSUPPORTED_PARAMETER",
                "[{'role':'user'}] | messages[0].content | INVALID_PARAMETER",
                "[{'role':'assistant','content':null}] | messages[0].content | INVALID_PARAMETER",
                "[{'role':'user','content':5}] | messages[0].content | INVALID_PARAMETER",
                "[{'role':'user','content':'\\udc00'}] | messages[0].content | INVALID_PARAMETER",
                "[{'role':'user','content':[]}] | messages[0].content | INVALID_PARAMETER",
                "[{'role':'user','content':['a']}] | messages[0].content[0] | INVALID_PARAMETER",
                "[{'role':'user','content':[{}]}] | messages[0].content[0].type |"
                        + " INVALID_PARAMETER",
                "[{'role':'user','content':[{'type':'image_url'}]}] | messages[0].content[0].type |"
                        + " UNSUPPORTED_PARAMETER",
                "[{'role':'user','content':[{'type':'text'}]}] | messages[0].content[0].text |"
                        + " INVALID_PARAMETER",
                "[{'role':'user','content':'a','name':7}] | messages[0].name | INVALID_PARAMETER",
                "[{'role':'user','content':'a'},{'role':'user','content':'a','x':1}] |"
                        + " messages[1].x | UNSUPPORTED_PARAMETER",
                "[{'role':'user','content':'a','tool_calls':[{}]}] | messages[0].tool_calls |"
                        + " UNSUPPORTED_PARAMETER",
            })
    void badMessagesNameTheirPlace(String messages, String param, ErrorCode code) {
        // When
        Refusal refusal = refused("{'model':'m','messages':" + messages + "}");

        // Then
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.code()).isEqualTo(code);
    }

    @Test
    void anAnswerMayBePutBackAsTheClientsHoldIt() {
        // When
        Admission admission =
                read(
                        """
                        {'model':'m','messages':[{'role':'assistant','content':'a','refusal':null,
                        'annotations':[],'audio':null,'function_call':null,'tool_calls':[],
                        'reasoning_content':'thought'}]}\
                        """);

        // Then
        assertThat(admission).isInstanceOf(Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "'x'", "5", "true"})
    void aBodyIsAnObject(String body) {
        assertThat(refused(body).param()).isEqualTo("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'x':1", "'model':5", "'model':''"})
    void aChatNamesItsModel(String model) {
        // When
        Refusal refusal = refused("{" + model + ",'messages':[{'role':'user','content':'hi'}]}");

        // Then
        assertThat(refusal.param()).isEqualTo("model");
    }

    @Test
    void aRefusalQuotesNoPrompt() {
        // When
        Refusal refusal =
                refused("{'model':'m','messages':[{'role':'user','content':['my secret']}]}");

        // Then
        assertThat(refusal.message()).doesNotContain("secret");
    }

    @Test
    void aLongFieldNameIsCutInTheRefusal() {
        // When
        Refusal refusal = refused("{" + CHAT + ",'" + "x".repeat(5000) + "':1}");

        // Then
        assertThat(refusal.message()).hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'prompt':'why?'", "'query':'why?'"})
    void aQuestionIsOneTurnOfTheUser(String question) {
        // When
        var admission = question("{" + question + ",'max_tokens':3,'temperature':0,'seed':1}");

        // Then
        InferenceForm form = ((Admitted) admission).form();
        var turn = ((Prompt.Chat) form.prompt()).messages();
        assertThat(turn).hasSize(1);
        assertThat(turn.getFirst().role()).isEqualTo("user");
        assertThat(turn.getFirst().content().value()).isEqualTo("why?");
        assertThat(form.model()).isNull();
        assertThat(form.settings().maxTokens()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | prompt",
                "{'prompt':''} | prompt",
                "{'prompt':5} | prompt",
                "{'prompt':'a','query':'b'} | query",
                "{'prompt':'a','max_tokens':'b'} | max_tokens",
                "{'prompt':'a','stream':true} | stream",
                "{'prompt':'a','messages':[]} | messages",
            })
    void badQuestionsNameTheirField(String body, String param) {
        // When
        var admission = question(body);

        // Then
        assertThat(((Refused) admission).refusal().param()).isEqualTo(param);
    }

    @Test
    void boundsHoldAtTheLimitAndNotOnePast() {
        // Given
        String sixteen = "'s'," + "'s',".repeat(14) + "'s'";

        // When
        List<Admission> admissions =
                List.of(
                        read("{" + CHAT + ",'stop':[" + sixteen + "]}"),
                        read("{" + CHAT + ",'stop':[" + sixteen + ",'s']}"),
                        read("{" + CHAT + ",'stop':'" + "s".repeat(256) + "'}"),
                        read("{" + CHAT + ",'stop':'" + "s".repeat(257) + "'}"),
                        read("{" + CHAT + ",'user':'" + "u".repeat(512) + "'}"),
                        read("{" + CHAT + ",'user':'" + "u".repeat(513) + "'}"));

        // Then
        assertThat(admissions)
                .map(Admitted.class::isInstance)
                .containsExactly(true, false, true, false, true, false);
    }

    private InferenceForm admitted(String body) {
        return ((Admitted) read(body)).form();
    }

    private Refusal refused(String body) {
        return ((Refused) read(body)).refusal();
    }

    private Admission read(String body) {
        return reader.readChat(json(body));
    }

    private Admission question(String body) {
        return reader.readQuestion(json(body));
    }

    private static @Nullable Object json(String body) {
        try {
            return JsonMapper.builder().build().readValue(body.replace('\'', '"'), Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(body, e);
        }
    }
}
