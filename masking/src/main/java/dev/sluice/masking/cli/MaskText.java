package dev.sluice.masking.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.masking.Masked;
import dev.sluice.masking.StreamingMasker;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;

/// Plain text in, masked text out: what can be shown is written and flushed before more is read.
/// UTF-8 both ways; bytes that are none become U+FFFD.
public final class MaskText {

    private static final int CHUNK_LENGTH_MAX = 8192;

    private MaskText() {}

    /// Runs until the input ends, or a blocking policy ends it.
    public static void run(StreamingMasker stream, InputStream input, OutputStream output)
            throws IOException {
        Reader reader = new InputStreamReader(input, UTF_8);
        Writer writer = new OutputStreamWriter(output, UTF_8);
        char[] chunk = new char[CHUNK_LENGTH_MAX];
        int length = reader.read(chunk);
        boolean isBlocked = false;
        while (length >= 0 && !isBlocked) {
            Masked step = stream.append(new String(chunk, 0, length));
            write(step, writer);
            isBlocked = step.isBlocked();
            length = isBlocked ? length : reader.read(chunk);
        }
        write(stream.flush(), writer);
    }

    private static void write(Masked step, Writer writer) throws IOException {
        writer.write(step.text());
        writer.flush();
    }
}
