package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompletionsHttpTest {
    private static final String COMPLETIONS = "/v1/completions";

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> complete(String more) {
        return gateway.post(COMPLETIONS, "{'model':'smollm2','prompt':'Once'" + more + "}");
    }

    @Test
    void goesOnWithTheTextAsItStands() throws InterruptedException {
        // Given
        gateway.mesh.answer(" upon", " a time");

        // When
        HttpResponse<String> answer = complete("");

        // Then
        InferenceRequested request = gateway.mesh.requests.poll(30, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(((Prompt.Text) request.spec().prompt()).text().value()).isEqualTo("Once");
        assertThat(request.spec().settings().maxTokens()).isEqualTo(16);
        assertThat(answer.body())
                .contains("\"object\":\"text_completion\"")
                .contains("\"choices\":[{\"text\":\" upon a time\",\"index\":0,\"logprobs\":null,")
                .contains("\"total_tokens\":7");
    }

    @Test
    void streamsAFrameForEachRecordAndIsTheSameWhenResumed() {
        // Given
        gateway.mesh.answer(" upon", " a time");

        // When
        HttpResponse<String> first =
                complete(",'stream':true,'stream_options':{'include_usage':true}");
        String id = first.headers().firstValue("X-Request-Id").orElseThrow();
        List<String> resumed =
                List.of(0, 1, 2).stream()
                        .map(index ->
                                gateway.get("/v1/streams/" + id + "?starting_after=" + index)
                                        .body())
                        .toList();

        // Then
        assertThat(id).startsWith("cmpl-");
        assertThat(first.body()).startsWith("id: 0\n").endsWith("data: [DONE]\n\n");
        assertThat(first.body()).contains("\"text\":\" upon\"", "\"choices\":[],\"usage\":{");
        assertThat(gateway.get("/v1/streams/" + id).body()).isEqualTo(first.body());
        for (int index = 0; index < resumed.size(); index++) {
            int end = first.body().indexOf("\n\n", first.body().indexOf("id: " + index)) + 2;
            assertThat(resumed.get(index)).isEqualTo(first.body().substring(end));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'echo':true | echo",
                "'suffix':'end' | suffix",
                "'best_of':2 | best_of",
                "'n':9 | n",
                "'logprobs':6 | logprobs",
                "'max_tokens':0 | max_tokens",
                "'stream_options':{'include_usage':true} | stream_options",
                "'surprise':1 | surprise"
            })
    void refusesByName(String field, String param) {
        // When
        HttpResponse<String> refused = complete("," + field);

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"param\":\"" + param + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"5", "null", "''", "[1,2]", "['a','b']"})
    void refusesAPromptThatIsNoText(String prompt) {
        // When
        HttpResponse<String> refused =
                gateway.post(COMPLETIONS, "{'model':'smollm2','prompt':" + prompt + "}");

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"param\":\"prompt\"");
    }
}
