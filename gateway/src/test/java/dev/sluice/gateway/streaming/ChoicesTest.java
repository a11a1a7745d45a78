package dev.sluice.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.RequestId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChoicesTest {
    private static final Instant ACCEPTED_AT = Instant.parse("2026-11-22T10:00:00Z");

    private static RequestId idOf(String prefix, int count) {
        return RequestId.create(Choices.idPrefix(prefix, count), ACCEPTED_AT, 7, 42);
    }

    @Test
    void oneAnswerHasTheUsualId() {
        // Given
        RequestId id = RequestId.create("chatcmpl", ACCEPTED_AT, 7, 42);

        // Then
        assertThat(idOf("chatcmpl", 1)).isEqualTo(id);
        assertThat(Choices.of(id).ids()).containsExactly(id);
        assertThat(Choices.requestOf(id)).isEqualTo(id);
        assertThat(Choices.isFurther(id)).isFalse();
    }

    @Test
    void theIdsOfChoicesFollowFromTheRequests() {
        // When
        List<RequestId> ids = Choices.of(idOf("chatcmpl", 3)).ids();

        // Then
        assertThat(ids.stream().map(RequestId::value))
                .containsExactly(
                        "chatcmpl-n3-01m81b5h80003g00000000001a",
                        "chatcmpl-n3.1-01m81b5h80003g00000000001a",
                        "chatcmpl-n3.2-01m81b5h80003g00000000001a");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 9, 10, 11, 15, 16})
    void everyChoiceKnowsItsRequestItsNumberAndItsPlace(int count) {
        // Given
        RequestId id = idOf("cmpl", count);
        List<RequestId> ids = Choices.of(id).ids();

        // Then
        assertThat(ids).hasSize(count).doesNotHaveDuplicates().startsWith(id);
        for (int choice = 0; choice < count; choice++) {
            RequestId each = ids.get(choice);
            assertThat(Choices.of(each).ids()).isEqualTo(ids);
            assertThat(Choices.requestOf(each)).isEqualTo(id);
            assertThat(Choices.numberOf(each)).isEqualTo(choice);
            assertThat(Choices.isFurther(each)).isEqualTo(choice > 0);
            assertThat(each.located()).isEqualTo(id.located());
        }
    }

    /// Producers name their requests as they like: what is no id of ours is one request.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "r-1",
                "r-n3",
                "3-01m81b5h80003g00000000001a",
                "-n3-01m81b5h80003g00000000001a",
                "chatcmpl-n1-01m81b5h80003g00000000001a",
                "chatcmpl-n17-01m81b5h80003g00000000001a",
                "chatcmpl-n03-01m81b5h80003g00000000001a",
                "chatcmpl-n3.0-01m81b5h80003g00000000001a",
                "chatcmpl-n3.3-01m81b5h80003g00000000001a",
                "chatcmpl-n3.02-01m81b5h80003g00000000001a",
                "chatcmpl-n3.1.1-01m81b5h80003g00000000001a",
                "chatcmpl-n99999999999-01m81b5h80003g00000000001a"
            })
    void otherIdsHaveOneChoice(String text) {
        // Given
        RequestId id = new RequestId(text);

        // Then
        assertThat(Choices.of(id).ids()).containsExactly(id);
        assertThat(Choices.requestOf(id)).isEqualTo(id);
    }

    @Test
    void anotherRequestIsNoChoice() {
        assertThatThrownBy(() -> Choices.of(idOf("chatcmpl", 3)).indexOf(idOf("chatcmpl", 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no choice of");
    }
}
