package dev.sluice.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.grammar.automaton.Automaton;
import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.grammar.automaton.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks a grammar about whole texts.
public final class Texts {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Automaton automaton;

    private Texts(Grammar grammar) {
        automaton = new Automaton(grammar.program(), ByteSet.range(0, 255));
    }

    public static Texts of(Grammar grammar) {
        return new Texts(grammar);
    }

    /// Of a schema in JSON with `'` for the quotation mark.
    public static Texts ofSchema(String schema) {
        return of(Grammar.ofSchema(json(schema)));
    }

    public static @Nullable Object json(String text) {
        try {
            return JSON.readValue(text.replace('\'', '"'), Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public boolean has(String text) {
        return after(text.getBytes(StandardCharsets.UTF_8)).isAccepting();
    }

    public Configuration after(byte[] bytes) {
        Configuration at = automaton.start();
        for (byte value : bytes) {
            automaton.beginWork();
            at = automaton.step(at, value & 0xFF);
        }
        return at;
    }

    /// All texts over an alphabet of up to so many characters that the grammar has.
    public List<String> upTo(int lengthMax, String alphabet) {
        List<String> found = new ArrayList<>();
        collect("", automaton.start(), lengthMax, alphabet, found);
        return found;
    }

    private void collect(
            String text, Configuration at, int left, String alphabet, List<String> found) {
        if (at.isAccepting()) {
            found.add(text);
        }
        for (int i = 0; i < alphabet.length() && left > 0; i++) {
            Configuration next = at;
            String letter = alphabet.substring(i, i + 1);
            for (byte value : letter.getBytes(StandardCharsets.UTF_8)) {
                automaton.beginWork();
                next = automaton.step(next, value & 0xFF);
            }
            if (!next.isDead()) {
                collect(text + letter, next, left - 1, alphabet, found);
            }
        }
    }
}
