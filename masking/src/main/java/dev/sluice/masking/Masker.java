package dev.sluice.masking;

import dev.sluice.masking.detect.CompiledDetectors;
import dev.sluice.masking.detect.Detector;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.transform.Keep;
import dev.sluice.masking.transform.KeyedTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A policy with its detectors compiled. Costly to make, cheap to use; immutable.
public final class Masker {

    /// Policies that differ in transformations alone share their tables.
    private static final CompiledSets COMPILED = new CompiledSets();

    private final MaskingPolicy policy;
    private final CompiledDetectors masked;
    private final CompiledDetectors kept;

    private Masker(MaskingPolicy policy, CompiledDetectors masked, CompiledDetectors kept) {
        this.policy = policy;
        this.masked = masked;
        this.kept = kept;
    }

    public static Masker of(MaskingPolicy policy) {
        return of(policy, policy.detectors());
    }

    static Masker of(MaskingPolicy policy, List<Detector> detectors) {
        Map<Boolean, List<Detector>> byKept =
                detectors.stream()
                        .collect(
                                Collectors.partitioningBy(detector ->
                                        policy.transformationOf(detector.type()) instanceof Keep));
        return new Masker(
                policy,
                COMPILED.of(byKept.getOrDefault(false, List.of()), policy.thresholds()),
                COMPILED.of(byKept.getOrDefault(true, List.of()), policy.thresholds()));
    }

    /// Begins a stream: one per request, choice and channel, for each is a text of its own. Without
    /// keys: where the policy asks for a pseudonym or a hash, the type is shown.
    public StreamingMasker open() {
        return open(KeyedTokens.NONE);
    }

    /// Begins a stream of a conversation.
    public StreamingMasker open(KeyedTokens tokens) {
        return open(tokens, _ -> {});
    }

    /// The same, telling why each finding is one.
    ///
    /// @param explanations called while text is appended, in the order of the findings
    public StreamingMasker open(KeyedTokens tokens, Consumer<Explanation> explanations) {
        return new StreamingMasker(policy, masked, kept, tokens, explanations);
    }

    /// Masks a text that is complete. The same as a stream of one chunk.
    public Masked maskWhole(String text) {
        StreamingMasker stream = open();
        Masked first = stream.append(text);
        Masked rest = stream.flush();
        List<Finding> findings = new ArrayList<>(first.findings());
        findings.addAll(rest.findings());
        return new Masked(first.text() + rest.text(), findings, rest.isBlocked());
    }
}
