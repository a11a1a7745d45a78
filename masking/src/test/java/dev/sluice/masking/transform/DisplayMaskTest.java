package dev.sluice.masking.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.detect.EntityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayMaskTest {

    @ParameterizedTest
    @CsvSource({
        "CN_MOBILE, 13812345678, 138****5678",
        "CN_MOBILE, +86 138-1234-5678, 138****5678",
        "CN_MOBILE, 008613812345678, 138****5678",
        "CN_RESIDENT_ID, 11010519491231002X, 1****************X",
        "CN_RESIDENT_ID, 110105 19491231 002X, 1****************X",
        "BANK_CARD, 4111 1111 1111 1234, ************1234",
        "EMAIL, zhangsan@example.com, zha***@example.com",
        "EMAIL, bob@x.com, b***@x.com",
        "EMAIL, a@b.co, ***@b.co",
        "CN_USCC, 91110000600037341L, **************341L",
        "IBAN, GB82 WEST 1234 5698 7654 32, GB****************5432",
        "US_SSN, 078-05-1120, *****1120",
        "API_KEY, sk-abcdefghijklmnopqrst, sk-a****",
        "PRIVATE_KEY, -----BEGIN, ****",
        "PASSPORT, E12345678, ****"
    })
    void showsNoMoreThanTheTypeAllows(String type, String value, String expected) {
        // When
        String shown = new DisplayMask().replace(new EntityType(type), value);

        // Then
        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void showsNothingOfTheRestOfAMatch() {
        // When
        String shown = new DisplayMask().replaceRest(EntityType.BANK_CARD, 5);

        // Then
        assertThat(shown).isEqualTo("*****");
    }

    @Test
    void placeholderNamesTheType() {
        // When
        String shown = new Placeholder().replace(EntityType.EMAIL, "a@b.co");

        // Then
        assertThat(shown).isEqualTo("‹EMAIL›");
    }

    @Test
    void everyActionIsFoundByItsName() {
        // Then
        assertThat(Transformation.ALL)
                .allSatisfy(t -> assertThat(Transformation.named(t.action())).contains(t));
        assertThat(Transformation.named("scramble")).isEmpty();
    }
}
