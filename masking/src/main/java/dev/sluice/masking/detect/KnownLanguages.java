package dev.sluice.masking.detect;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// The automata of the built-in detectors, worked out before the program is packed: from their
/// expressions they take seconds, from the file milliseconds.
///
/// A language is found under the hash of what it was made from, so a file that is out of date costs
/// time and never a match. A test says when it is, and how to write it anew.
final class KnownLanguages {

    private static final String FILE = "languages.bin.gz";

    /// Of the file; another one's is not read.
    private static final int FORMAT = 2;

    /// Read on first use, so that writing the file does not need it.
    private static final class Packed {
        static final Map<String, PatternLanguage> BY_HASH = read();
    }

    private KnownLanguages() {}

    static Optional<PatternLanguage> find(Detector.Shape shape) {
        return Optional.ofNullable(Packed.BY_HASH.get(hash(shape)));
    }

    /// Writes the file that {@link #find} reads.
    static void write(List<Detector.Shape> shapes, OutputStream file) throws IOException {
        Map<String, PatternLanguage> languages = new TreeMap<>();
        shapes.forEach(shape -> languages.put(hash(shape), PatternLanguage.compile(shape)));
        try (DataOutputStream output = new DataOutputStream(new GZIPOutputStream(file))) {
            output.writeInt(FORMAT);
            output.writeInt(languages.size());
            for (Map.Entry<String, PatternLanguage> language : languages.entrySet()) {
                output.writeUTF(language.getKey());
                language.getValue().write(output);
            }
        }
    }

    private static Map<String, PatternLanguage> read() {
        Map<String, PatternLanguage> languages = new HashMap<>();
        try (InputStream file = KnownLanguages.class.getResourceAsStream(FILE)) {
            if (file == null) {
                return Map.of();
            }
            ByteBuffer input = ByteBuffer.wrap(new GZIPInputStream(file).readAllBytes());
            int count = input.getInt() == FORMAT ? input.getInt() : 0;
            for (int i = 0; i < count; i++) {
                byte[] hash = new byte[input.getChar()];
                input.get(hash);
                languages.put(
                        new String(hash, StandardCharsets.US_ASCII), PatternLanguage.read(input));
            }
            return languages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(Detector.Shape shape) {
        StringBuilder source = new StringBuilder();
        shape.patterns().forEach(pattern -> source.append(pattern).append('\n'));
        Detector.Head head = shape.head();
        source.append(head == null ? "" : head.first() + '\n' + head.rest());
        if (source.indexOf("<") >= 0) {
            source.append(Places.content());
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(source.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
