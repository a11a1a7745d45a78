package dev.sluice.masking.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Goal: check digits are those of python-stdnum. The golden file has 2,000 of its judgements;
/// `check_digits.py` beside it makes as many as one likes, and `-Dsluice.masking.check-digits=FILE`
/// reads them.
class CheckDigitsTest {

    private static final Map<String, Validator> CHECKS =
            Map.of(
                    "resident-id", Checksums::mod11Radix2,
                    "social-credit", Checksums::mod31Radix3,
                    "card", Checksums::luhn,
                    "iban", Checksums::mod97Radix10,
                    "nhs", NationalChecksums::nhs,
                    "aadhaar", NationalChecksums::verhoeff,
                    "aba", NationalChecksums::abaRouting,
                    "es-nif", NationalChecksums::spanishNif,
                    "cpf", NationalChecksums::brazilianCpf);

    @Test
    void agreesWithTheOracleOnEveryNumber() throws IOException {
        try (BufferedReader numbers = new BufferedReader(new InputStreamReader(open(), UTF_8))) {
            int count = 0;
            for (String line = numbers.readLine(); line != null; line = numbers.readLine()) {
                // Given
                String[] columns = line.split("\t", -1);
                Validator check = Objects.requireNonNull(CHECKS.get(columns[0]), columns[0]);

                // When
                boolean accepted = check.accepts(columns[1]);

                // Then
                assertThat(accepted).as(line).isEqualTo(columns[2].equals("1"));
                count++;
            }
            assertThat(count).isGreaterThanOrEqualTo(2_000);
        }
    }

    private static InputStream open() throws IOException {
        String file = System.getProperty("sluice.masking.check-digits");
        return file == null
                ? Objects.requireNonNull(
                        CheckDigitsTest.class.getResourceAsStream("check_digits.tsv"))
                : Files.newInputStream(Path.of(file));
    }
}
