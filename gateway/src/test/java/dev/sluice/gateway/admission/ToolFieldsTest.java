package dev.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.AnswerFormat.ToolCalls;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.Tool;
import dev.sluice.contracts.event.ToolCall;
import dev.sluice.gateway.admission.Admission.Admitted;
import dev.sluice.gateway.admission.Admission.Refused;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bodies are written with apostrophes for quotation marks.
final class ToolFieldsTest {
    private static final String TURN = "{'role':'user','content':'hi'}";
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'get_weather','description':'d',"
                    + "'strict':false,'parameters':{'type':'object','properties':{'city':"
                    + "{'type':'string'}},'required':['city']}}},"
                    + "{'type':'function','function':{'name':'now'}}]";

    private final RequestReader reader = new RequestReader(() -> 1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                " | false,null,true",
                ",'tool_choice':'auto' | false,null,true",
                ",'tool_choice':'auto','parallel_tool_calls':false | false,null,false",
                ",'tool_choice':'required' | true,null,true",
                ",'tool_choice':'required','parallel_tool_calls':true | true,null,true",
                ",'tool_choice':'required','parallel_tool_calls':null | true,null,true",
                ",'tool_choice':{'type':'function','function':{'name':'now'}} | true,1,false",
                ",'response_format':{'type':'text'} | false,null,true",
            })
    void theChoiceIsTheAnswersFormat(@Nullable String fields, String expected) {
        // When
        InferenceForm form = admitted(TURN, TOOLS + (fields == null ? "" : fields));

        // Then
        ToolCalls calls = (ToolCalls) Objects.requireNonNull(form.settings().answerFormat());
        assertThat(calls.required() + "," + calls.only() + "," + calls.parallel())
                .isEqualTo(expected);
        assertThat(((Prompt.Chat) form.prompt()).tools())
                .containsExactly(
                        new Tool(
                                new SensitiveText("get_weather"),
                                new SensitiveText("d"),
                                new SensitiveText(
                                        "{\"type\":\"object\",\"properties\":{\"city\":"
                                                + "{\"type\":\"string\"}},"
                                                + "\"required\":[\"city\"]}")),
                        new Tool(
                                new SensitiveText("now"),
                                null,
                                new SensitiveText("{\"type\":\"object\",\"properties\":{}}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                TOOLS + ",'tool_choice':'none'",
                TOOLS + ",'tool_choice':'none','response_format':{'type':'text'}",
                "'tools':[],'tool_choice':'auto','parallel_tool_calls':true",
                "'tools':null,'tool_choice':null",
            })
    void whereNoneMayBeCalledTheModelIsToldOfNone(String fields) {
        // When
        InferenceForm form = admitted(TURN, fields);

        // Then
        assertThat(form.settings().answerFormat()).isNull();
        assertThat(((Prompt.Chat) form.prompt()).tools()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'tools':{} | tools | INVALID_PARAMETER",
                "'tools':[5] | tools[0] | INVALID_PARAMETER",
                "'tools':[{}] | tools[0].type | INVALID_PARAMETER",
                "'tools':[{'type':'web_search'}] | tools[0].type | UNSUPPORTED_PARAMETER",
                "'tools':[{'type':'function'}] | tools[0].function | INVALID_PARAMETER",
                "'tools':[{'type':'function','function':{}}] | tools[0].function.name |"
                        + " INVALID_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a b'}}] |"
                        + " tools[0].function.name | INVALID_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a','more':1}}] |"
                        + " tools[0].function.more | UNSUPPORTED_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a'},'more':1}] |"
                        + " tools[0].more | UNSUPPORTED_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a','strict':'yes'}}] |"
                        + " tools[0].function.strict | INVALID_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a','parameters':[]}}] |"
                        + " tools[0].function.parameters | INVALID_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'array'}}}]"
                    + " | tools[0].function.parameters.type | INVALID_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'object',"
                        + "'properties':{'x':{'type':'integer','minimum':2,'maximum':1}},"
                        + "'required':['x']}}}] | tools[0].function.parameters | INVALID_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a'}},{'type':'function',"
                        + "'function':{'name':'b','parameters':{'type':'object','properties':"
                        + "{'x':{'not':{}}}}}}] | tools[1].function.parameters.properties.x.not |"
                        + " UNSUPPORTED_PARAMETER",
                "'tools':[{'type':'function','function':{'name':'a'}},{'type':'function',"
                        + "'function':{'name':'a'}}] | tools[1].function.name | INVALID_PARAMETER",
                "'tool_choice':'required' | tool_choice | INVALID_PARAMETER",
                "'tool_choice':{'type':'function','function':{'name':'now'}} | tool_choice |"
                        + " INVALID_PARAMETER",
                TOOLS + ",'tool_choice':'any' | tool_choice | INVALID_PARAMETER",
                TOOLS + ",'tool_choice':5 | tool_choice | INVALID_PARAMETER",
                TOOLS
                        + ",'tool_choice':{'type':'allowed_tools'} | tool_choice.type |"
                        + " UNSUPPORTED_PARAMETER",
                TOOLS
                        + ",'tool_choice':{'type':'function'} | tool_choice.function |"
                        + " INVALID_PARAMETER",
                TOOLS
                        + ",'tool_choice':{'type':'function','function':{'name':'x'}} |"
                        + " tool_choice.function.name | INVALID_PARAMETER",
                TOOLS
                        + ",'tool_choice':{'type':'function','function':{'name':'now'},'x':1} |"
                        + " tool_choice.x | UNSUPPORTED_PARAMETER",
                TOOLS + ",'parallel_tool_calls':'no' | parallel_tool_calls | INVALID_PARAMETER",
                TOOLS
                        + ",'response_format':{'type':'json_object'} | response_format |"
                        + " UNSUPPORTED_PARAMETER",
                TOOLS
                        + ",'structured_outputs':{'regex':'a'} | structured_outputs |"
                        + " UNSUPPORTED_PARAMETER",
            })
    void whatCannotBeGrantedIsNamed(String fields, String param, ErrorCode code) {
        // When
        Refusal refusal = refused(TURN, fields);

        // Then
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.code()).isEqualTo(code);
    }

    @Test
    void thereIsALastTool() {
        assertThat(read(TURN, tools(128, ""))).isInstanceOf(Admitted.class);
        assertThat(refused(TURN, tools(129, "")).message())
                .isEqualTo("tools: has 129 tools, allowed are 128");
        assertThat(read(TURN, tools(100, "d".repeat(2_400)))).isInstanceOf(Admitted.class);
        assertThat(refused(TURN, tools(100, "d".repeat(2_700))).param()).isEqualTo("tools");
    }

    private static String tools(int count, String description) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        "{'type':'function','function':{'name':'f"
                                + i
                                + "','description':'"
                                + description
                                + "'}}")
                .collect(Collectors.joining(",", "'tools':[", "]"));
    }

    @Test
    void callsAndTheirAnswersBecomeNumbers() {
        // Given
        String messages =
                TURN
                        + ",{'role':'assistant','content':null,'tool_calls':["
                        + call("id-1", "get_weather", "{\\'city\\': \\'Ulm\\'}")
                        + ","
                        + call("id-2", "now", "")
                        + "]},{'role':'tool','tool_call_id':'id-2','content':'noon'},"
                        + "{'role':'tool','tool_call_id':'id-1','content':"
                        + "[{'type':'text','text':'21'}]},"
                        + "{'role':'assistant','content':'Again.','tool_calls':["
                        + call("id-1", "now", "{}")
                        + "]},{'role':'tool','tool_call_id':'id-1','content':'one'}";

        // When
        InferenceForm form = admitted(messages, TOOLS);

        // Then
        List<ChatMessage> turns = ((Prompt.Chat) form.prompt()).messages();
        assertThat(turns.get(1).content().value()).isEmpty();
        assertThat(turns.get(1).toolCalls())
                .containsExactly(
                        new ToolCall(
                                0,
                                new SensitiveText("get_weather"),
                                new SensitiveText("{\"city\": \"Ulm\"}")),
                        new ToolCall(1, new SensitiveText("now"), new SensitiveText("{}")));
        assertThat(turns)
                .extracting(ChatMessage::toolCallNumber)
                .containsExactly(null, null, 1, 0, null, 2);
        assertThat(turns.get(3).content().value()).isEqualTo("21");
        assertThat(turns.get(4).content().value()).isEqualTo("Again.");
    }

    private static String call(String id, String name, String arguments) {
        return "{'id':'"
                + id
                + "','type':'function','function':{'name':'"
                + name
                + "','arguments':'"
                + arguments
                + "'}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | id | INVALID_PARAMETER",
                "{'id':''} | id | INVALID_PARAMETER",
                "{'id':'i','type':'custom'} | type | UNSUPPORTED_PARAMETER",
                "{'id':'i','type':'function'} | function | INVALID_PARAMETER",
                "{'id':'i','type':'function','function':{'name':'a b','arguments':''}} |"
                        + " function.name | INVALID_PARAMETER",
                "{'id':'i','type':'function','function':{'name':'a'}} | function.arguments |"
                        + " INVALID_PARAMETER",
                "{'id':'i','type':'function','function':{'name':'a','arguments':'[]'}} |"
                        + " function.arguments | INVALID_PARAMETER",
                "{'id':'i','type':'function','function':{'name':'a','arguments':'{'}} |"
                        + " function.arguments | INVALID_PARAMETER",
                "{'id':'i','type':'function','function':{'name':'a','arguments':{}}} |"
                        + " function.arguments | INVALID_PARAMETER",
                "{'id':'i','type':'function','function':{'name':'a','arguments':'{}'},'x':1} | x |"
                        + " UNSUPPORTED_PARAMETER",
            })
    void aCallOfTheConversationIsWhole(String call, String path, ErrorCode code) {
        // When
        Refusal refusal = refused(TURN + ",{'role':'assistant','tool_calls':[" + call + "]}", "");

        // Then
        assertThat(refusal.param()).isEqualTo("messages[1].tool_calls[0]." + path);
        assertThat(refusal.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'role':'tool','content':'a'} | tool_call_id",
                "{'role':'tool','content':'a','tool_call_id':'id-2'} | tool_call_id",
                "{'role':'tool','tool_call_id':'id-1'} | content",
                "{'role':'user','content':'a','tool_call_id':'id-1'} | tool_call_id",
            })
    void anAnswerOfAToolNamesItsCall(String message, String path) {
        // Given
        String called = "{'role':'assistant','tool_calls':[" + call("id-1", "now", "{}") + "]}";

        // When
        Refusal refusal = refused(TURN + "," + called + "," + message, "");

        // Then
        assertThat(refusal.param()).isEqualTo("messages[2]." + path);
    }

    private InferenceForm admitted(String messages, String fields) {
        return ((Admitted) read(messages, fields)).form();
    }

    private Refusal refused(String messages, String fields) {
        return ((Refused) read(messages, fields)).refusal();
    }

    private Admission read(String messages, String fields) {
        String body = "{'model':'m','messages':[" + messages + "]," + fields + "}";
        String json = body.replace("\\'", "\\\"").replace('\'', '"').replace(",}", "}");
        try {
            return reader.readChat(new JsonMapper().readValue(json, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
