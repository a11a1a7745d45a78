package dev.sluice.standalone.command;

import dev.sluice.masking.Explanation;
import dev.sluice.masking.Finding;
import dev.sluice.masking.cli.Conversations;
import dev.sluice.masking.cli.MaskLines;
import dev.sluice.masking.cli.MaskText;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.secrets.HomeSecrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The masking of the mesh as a filter, without a mesh.
@Command(
        name = "mask",
        description = {
            "Masks personal data from standard input to standard output, as it arrives.",
            "With --jsonl each line {\"chunks\":[\"…\"]} is a stream of its own, answered with"
                    + " what",
            "each chunk let through and what was found.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo 'Call 13812345678' | ./sluice mask",
            "  ./sluice mask --policy policy.json --explain < letter.txt",
            "  echo '{\"chunks\":[\"mail ann@exam\",\"ple.org\"]}' | ./sluice mask --jsonl",
        })
final class MaskCommand implements Callable<Integer> {
    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "what to do with which kind of data (default: mask every kind)")
    private @Nullable Path policyFile;

    @Option(names = "--jsonl", description = "one JSON object per line")
    private boolean isLines;

    @Option(
            names = "--explain",
            description = "tell each finding on standard error: detector, score, context")
    private boolean explain;

    @Override
    public Integer call() throws IOException {
        var policy =
                policyFile == null
                        ? MaskingPolicy.maskEverything()
                        : PolicyFile.read(policyFile).policy();
        var conversations = new Conversations(policy, () -> HomeSecrets.of(Home.open()));
        if (isLines) {
            new MaskLines(conversations).run(System.in, System.out);
        } else {
            MaskText.run(
                    conversations.open(explain ? MaskCommand::tell : _ -> {}),
                    System.in,
                    System.out);
        }
        return 0;
    }

    private static void tell(Explanation explanation) {
        Finding finding = explanation.finding();
        String word = explanation.contextWord();
        System.err.printf(
                Locale.ROOT,
                "%s at %d to %d: %s, detector %s, score %.2f, context %s%n",
                finding.type().name(),
                finding.start(),
                finding.end(),
                finding.action(),
                explanation.detector(),
                explanation.score(),
                word == null ? "none" : "'" + word + "'");
    }
}
