package dev.sluice.masking.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.Masker;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.policy.Direction;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.policy.PolicyReading;
import dev.sluice.masking.policy.PolicyReading.Accepted;
import dev.sluice.masking.policy.PolicyReading.Refused;
import dev.sluice.masking.transform.DisplayMask;
import dev.sluice.masking.transform.Placeholder;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyJsonTest {

    @Test
    void readsEntitiesAndAllowList() {
        // Given
        String json =
                """
                {"entities": {"EMAIL": {"action": "placeholder"}}, "allow": ["a@b.co"], "custom": []}
                """;

        // When
        PolicyReading reading = PolicyJson.read(json);

        // Then
        MaskingPolicy expected =
                new MaskingPolicy(Map.of(EntityType.EMAIL, new Placeholder()), Set.of("a@b.co"));
        assertThat(reading).isEqualTo(new Accepted(expected));
        assertThat(expected.transformationOf(EntityType.BANK_CARD)).isEqualTo(new DisplayMask());
    }

    @Test
    void emptyPolicyMasksEverything() {
        // When
        PolicyReading reading = PolicyJson.read("{}");

        // Then
        assertThat(reading).isEqualTo(new Accepted(MaskingPolicy.maskEverything()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"entities\":{\"EMAIL\":{\"action\":\"scramble\"}}} | scramble",
                "{\"entities\":{\"EMAIL\":{\"action\":\"neutralise\"}}} | neutralise",
                "{\"entities\":{\"EMAIL\":{\"action\":\"mask\",\"direction\":\"up\"}}} | EMAIL",
                "{\"entities\":{\"EMAIL\":{\"action\":\"mask\",\"scope\":\"up\"}}} | scope",
                "{\"entities\":{\"E_MAIL\":{\"action\":\"mask\"}}} | E_MAIL",
                "{\"entities\":{\"EMAIL\":\"mask\"}} | EMAIL",
                "{\"entities\":{\"EMAIL\":{}}} | EMAIL",
                "{\"entities\":{\"EMAIL\":{\"action\":1}}} | EMAIL",
                "{\"entities\":[]} | entities",
                "{\"allow\":\"x\"} | allow",
                "{\"allow\":[1]} | allow",
                "{\"entity\":{}} | entity",
                "{\"custom\":[{\"type\":\"BADGE\",\"pattern\":\"B.*\"}]} | BADGE",
                "{\"custom\":[{\"type\":\"BADGE\",\"pattern\":\"(a)\\\\1\"}]} | BADGE",
                "{\"custom\":[{\"type\":\"BADGE\",\"pattern\":\"(?=a)\"}]} | look-around",
                "{\"custom\":[{\"type\":\"BADGE\"}]} | BADGE",
                "{\"custom\":[{\"type\":\"badge\",\"pattern\":\"a\"}]} | badge",
                "{\"custom\":[{\"type\":\"EMAIL\",\"pattern\":\"a\"}]} | EMAIL",
                "{\"custom\":[{\"type\":\"BADGE\",\"pattern\":\"a\",\"action\":\"zap\"}]} | zap",
                "{\"custom\":[{\"type\":\"BADGE\",\"pattern\":\"a\",\"flags\":\"i\"}]} | flags",
                "{\"entities\":{\"QQ\":{\"action\":\"fpe\"}}} | fewer than 1,000,000 values",
                "{\"entities\":{\"EMAIL\":{\"action\":\"fpe\"}}} | it is for AADHAAR, BANK_CARD",
                "{\"custom\":[{\"type\":\"BADGE\",\"pattern\":\"a\",\"action\":\"fpe\"}]} | BADGE",
                "{\"threshold\":1.01} | 'threshold' must be a number from 0 to 1, not 1.01",
                "{\"threshold\":-0.1} | -0.1",
                "{\"threshold\":1e999} | threshold",
                "{\"threshold\":\"0.5\"} | threshold",
                "{\"threshold\":null} | threshold",
                "{\"entities\":{\"EMAIL\":{\"action\":\"mask\",\"threshold\":7}}} | of 'EMAIL'",
                "{\"entities\":{\"EMAIL\":{\"threshold\":\"high\"}}} | EMAIL",
                "{\"entities\":{\"BADGE\":{\"threshold\":1}},\"custom\":[{\"type\":\"BADGE\","
                        + "\"pattern\":\"a\"}]} | always found",
                "{\"custom\":[7]} | custom",
                "{\"custom\":{}} | custom",
                "[] | object",
                "`` | object",
                "{\"entities\":{} | JSON",
                "{} {} | JSON",
                "{\"allow\":[],\"allow\":[]} | JSON"
            })
    void refusesAndNamesTheReason(String json, String named) {
        // When
        PolicyReading reading = PolicyJson.read(json);

        // Then
        assertThat(reading).isInstanceOf(Refused.class);
        assertThat(((Refused) reading).reason()).contains(named).doesNotContain("\n");
    }

    @Test
    void readsCustomTypesAndDirections() {
        // Given
        String json =
                """
                {"entities": {"EMAIL": {"action": "hash", "direction": "prompt"}},
                 "custom": [{"type": "BADGE", "pattern": "B-\\\\d{6}", "action": "placeholder",
                 "direction": "answer"}]}
                """;

        // When
        MaskingPolicy policy = ((Accepted) PolicyJson.read(json)).policy();

        // Then
        assertThat(mask(policy.towards(Direction.PROMPT), "B-123456 a@b.example "))
                .isEqualTo("B-123456 \u2039EMAIL\u203a ");
        assertThat(mask(policy.towards(Direction.ANSWER), "B-123456 a@b.example "))
                .isEqualTo("\u2039BADGE\u203a a@b.example ");
        assertThat(PolicyJson.read(json)).isEqualTo(new Accepted(policy));
    }

    @Test
    void aThresholdDecidesHowSureAMatchMustBe() {
        // Given
        String text = "10001000 or a@b.example, badge B-123456. ";
        String custom = "\"custom\":[{\"type\":\"BADGE\",\"pattern\":\"B-\\\\d{6}\"}]";

        // When
        String usual = mask(policy("{%s}".formatted(custom)), text);
        String strict = mask(policy("{\"threshold\":0.95,%s}".formatted(custom)), text);
        String lax = mask(policy("{\"entities\":{\"QQ\":{\"threshold\":0.1}}}"), text);

        // Then
        assertThat(usual).isEqualTo("10001000 or ***@b.example, badge ****. ");
        assertThat(strict).isEqualTo("10001000 or a@b.example, badge ****. ");
        assertThat(lax).isEqualTo("**** or ***@b.example, badge B-****. ");
    }

    @Test
    void theThresholdOfATypeWinsOverTheGeneralOne() {
        // Given
        String json =
                """
                {"threshold": 1, "entities": {"EMAIL": {"action": "placeholder", "threshold": 0.5}}}
                """;

        // When
        String masked = mask(policy(json), "a@b.example and 13812345678 ");

        // Then
        assertThat(masked).isEqualTo("‹EMAIL› and 13812345678 ");
    }

    private static MaskingPolicy policy(String json) {
        return ((Accepted) PolicyJson.read(json)).policy();
    }

    private static String mask(MaskingPolicy policy, String text) {
        return Masker.of(policy).maskWhole(text).text();
    }
}
