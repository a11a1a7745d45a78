package dev.sluice.standalone.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/// A line in, a line out, each written before the next is read, so that another program can talk
/// with the command over two pipes.
final class LineFilter {
    private LineFilter() {}

    static void run(UnaryOperator<String> answer) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.write((answer.apply(line) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
