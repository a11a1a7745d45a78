package dev.sluice.grammar.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The oracle is arithmetic, over every text of digits, sign and point up to a length.
class DecimalsTest {
    private static final int LENGTH_MAX = 4;
    private static final List<String> NUMBERS = numbers();

    private static List<String> numbers() {
        List<String> found = new ArrayList<>();
        collect("", found);
        return found;
    }

    private static void collect(String text, List<String> found) {
        if (text.matches("-?(0|[1-9]\\d*)(\\.\\d+)?") && !text.matches("-0(\\.0+)?")) {
            found.add(text);
        }
        for (int i = 0; i < 12 && text.length() < LENGTH_MAX; i++) {
            collect(text + "0123456789-.".charAt(i), found);
        }
    }

    @Test
    void writesExactlyTheNumbersBetweenTheBounds() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 300; i++) {
            boolean isInteger = random.nextBoolean();
            BigDecimal low = bound(random);
            BigDecimal high = bound(random);
            boolean isLowExclusive = random.nextInt(3) == 0;
            boolean isHighExclusive = random.nextInt(3) == 0;
            int divisor = isInteger && random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 1;
            String schema =
                    "{'type':'%s','%s':%s,'%s':%s,'multipleOf':%d}"
                            .formatted(
                                    isInteger ? "integer" : "number",
                                    isLowExclusive ? "exclusiveMinimum" : "minimum",
                                    low,
                                    isHighExclusive ? "exclusiveMaximum" : "maximum",
                                    high,
                                    divisor);
            if (!isInteger) {
                schema = schema.replace(",'multipleOf':1", "");
            }
            List<String> expected =
                    NUMBERS.stream()
                            .filter(text -> !isInteger || !text.contains("."))
                            .filter(text -> {
                                BigDecimal value = new BigDecimal(text);
                                return value.compareTo(low) >= (isLowExclusive ? 1 : 0)
                                        && value.compareTo(high) <= (isHighExclusive ? -1 : 0)
                                        && value.remainder(BigDecimal.valueOf(divisor)).signum()
                                                        * (divisor > 1 ? 1 : 0)
                                                == 0;
                            })
                            .toList();
            assertThat(texts(schema)).as(schema).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> texts(String schema) {
        try {
            return Texts.ofSchema(schema).upTo(LENGTH_MAX, "0123456789-.");
        } catch (GrammarException e) {
            assertThat(e.problem()).isEqualTo("no text satisfies it");
            return List.of();
        }
    }

    private static BigDecimal bound(SplittableRandom random) {
        int scale = random.nextInt(3);
        return BigDecimal.valueOf(random.nextInt(-1500, 1500), scale);
    }
}
