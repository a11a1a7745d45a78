package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Goal: no text makes the scanner slow or its hold long. Work per character is the number of live
/// threads, so a bound on those is a bound on time that needs no clock.
class AdversarialTextTest {

    private static final CompiledDetectors DETECTORS =
            CompiledDetectors.compile(BuiltinDetectors.all());

    private static final int LENGTH = 200_000;
    private static final int LIVE_THREADS_MAX = 24;

    static Stream<String> units() {
        return Stream.of(
                "a",
                "1",
                "4",
                "@",
                ".",
                "-",
                "+",
                " ",
                "a@",
                "a.",
                "1 ",
                "1-",
                "86",
                "(86)",
                "a@b.",
                "a@b.c",
                "4111 ",
                "4111-1111 ",
                "110105",
                "11010519491231",
                "1\u200b",
                "a\u200b",
                "\u200b",
                "é",
                "联",
                "\ud83d",
                "😀",
                "a@a.aa",
                "x--",
                "+86",
                "eyJ",
                "-----BEGIN ",
                "sk-",
                "::",
                "1.1.1.",
                "f:",
                "GB12 ",
                "1234 5678 ",
                "call 12 34 ",
                "电话12 34 ",
                "ssn 123-45-",
                "tel 12 fax 34 id 56 qq 78 ",
                "<EMAIL_a1b2<EMAIL_",
                "‹EMAIL#a1‹",
                "eyJhbGciOi.",
                "+44 20 7946 0000 ",
                "DE89 3704 0044 0532 0130 00 ",
                "１２３４ ",
                "1１",
                "王",
                "北京市朝阳区",
                "123 Main ",
                "Mr. John ",
                "我叫王1");
    }

    @ParameterizedTest
    @MethodSource("units")
    void staysLinearAndBounded(String unit) {
        // Given
        String text = unit.repeat(LENGTH / unit.length());
        Feed feed = new Feed(DETECTORS);
        long heldMax = 0;
        int threadsMax = 0;

        // When
        for (int from = 0; from < text.length(); from += 100) {
            feed.append(text.substring(from, Math.min(text.length(), from + 100)));
            heldMax = Math.max(heldMax, Math.min(from + 100, text.length()) - feed.holdFrom());
            threadsMax = Math.max(threadsMax, feed.liveThreadCount());
            feed.dropTo(feed.textNeededFrom());
        }
        feed.finish();

        // Then
        assertThat(heldMax).isLessThanOrEqualTo(Scanner.SPAN_LENGTH_MAX);
        assertThat(threadsMax).isLessThanOrEqualTo(LIVE_THREADS_MAX);
    }
}
