package dev.sluice.gateway.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.gateway.streaming.StreamRecords;
import org.junit.jupiter.api.Test;

final class CallerTextTest {
    private static final StreamRecords RECORDS = StreamRecords.of("r1");

    private final TestSecrets secrets = new TestSecrets("one");
    private final CallerText callerText = new CallerText(secrets);

    private StreamEvent restored(int index, String masked, String value) {
        return RECORDS.restored(index, masked, value, secrets);
    }

    private static String text(StreamEvent event) {
        return ((TextStreamed) event).text().value();
    }

    @Test
    void putsTheCallersValueInPlaceOfThePseudonym() {
        // When
        StreamEvent opened = callerText.of(restored(1, "<EMAIL_k7q2m9x4>", "ann@example.org"));

        // Then
        assertThat(text(opened)).isEqualTo("ann@example.org");
        assertThat(opened.index()).isEqualTo(1);
    }

    @Test
    void leavesEveryOtherRecordAsItIs() {
        for (StreamEvent event :
                new StreamEvent[] {RECORDS.started(), RECORDS.text(1, "a"), RECORDS.finished(2)}) {
            assertThat(callerText.of(event)).isSameAs(event);
        }
    }

    @Test
    void leavesMaskedWhatAnotherSecretOrAnotherRecordSealed() {
        // Given
        StreamEvent event = restored(1, "<EMAIL_k7q2m9x4>", "ann@example.org");
        String sealed = ((TextStreamed) event).restored();

        // Then
        assertThat(text(new CallerText(new TestSecrets("two")).of(event)))
                .isEqualTo("<EMAIL_k7q2m9x4>");
        assertThat(text(callerText.of(RECORDS.sealed(2, "<EMAIL_k7q2m9x4>", sealed))))
                .isEqualTo("<EMAIL_k7q2m9x4>");
        assertThat(text(callerText.of(RECORDS.sealed(1, "<EMAIL_k7q2m9x4>", "?"))))
                .isEqualTo("<EMAIL_k7q2m9x4>");
    }
}
