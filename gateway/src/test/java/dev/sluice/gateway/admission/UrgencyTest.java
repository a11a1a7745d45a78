package dev.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.Priority;
import dev.sluice.gateway.admission.Urgency.Reading.Refused;
import dev.sluice.gateway.admission.Urgency.Reading.Understood;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UrgencyTest {
    @Test
    void withoutHeadersARequestIsStandardAndPatient() {
        assertThat(Urgency.read(null, null))
                .isEqualTo(new Understood(new Urgency(Priority.STANDARD, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "interactive,500ms,INTERACTIVE,PT0.5S",
        "Standard,30s,STANDARD,PT30S",
        "BATCH,10m,BATCH,PT10M",
        "batch,2h,BATCH,PT2H",
        "batch,PT1H30M,BATCH,PT1H30M",
        "batch,P7D,BATCH,P7D",
        "batch,45,BATCH,PT45S",
        "batch,1.5s,BATCH,PT1.5S",
    })
    void readsPrioritiesAndDurations(
            String priority, String deadline, Priority expected, Duration patience) {
        assertThat(Urgency.read(priority, deadline))
                .isEqualTo(new Understood(new Urgency(expected, patience)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "0s",
                "-5s",
                "5 parsecs",
                "PT",
                "P8D",
                "169h",
                "99999999999999999999s",
                "999999999999999999h",
                "NaN",
                "1e3"
            })
    void refusesWhatIsNoDurationWithinSevenDays(String deadline) {
        // When
        var reading = Urgency.read(null, deadline);

        // Then
        assertThat(((Refused) reading).refusal().param()).isEqualTo("X-Sluice-Deadline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "urgent", "0"})
    void refusesUnknownPriorities(String priority) {
        // When
        var reading = Urgency.read(priority, null);

        // Then
        assertThat(((Refused) reading).refusal().param()).isEqualTo("X-Sluice-Priority");
    }
}
