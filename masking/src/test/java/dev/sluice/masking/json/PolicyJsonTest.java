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

    private static String mask(MaskingPolicy policy, String text) {
        return Masker.of(policy).maskWhole(text).text();
    }
}
