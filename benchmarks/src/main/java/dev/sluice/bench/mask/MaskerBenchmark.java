package dev.sluice.bench.mask;

import dev.sluice.masking.Masked;
import dev.sluice.masking.Masker;
import dev.sluice.masking.StreamingMasker;
import dev.sluice.masking.policy.MaskingPolicy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The masking engine with all detectors on, one thread: characters per microsecond, and how long
/// one token's text takes.
@State(Scope.Thread)
public class MaskerBenchmark {
    private static final int CHUNK_LENGTH = 4;

    /// Empty: every one.
    @Param public BenchText text = BenchText.PROSE;

    private final Masker masker = Masker.of(MaskingPolicy.maskEverything());
    private String characters = "";
    private StreamingMasker stream = masker.open();
    private int next;

    @Setup
    public void repeatText() {
        characters = text.text();
    }

    /// A million characters at once.
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @OperationsPerInvocation(BenchText.LENGTH)
    public Masked whole() {
        return masker.maskWhole(characters);
    }

    /// One chunk of a stream that goes on and on.
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Masked chunk() {
        if (next + CHUNK_LENGTH > characters.length()) {
            next = 0;
            stream = masker.open();
        }
        String piece = characters.substring(next, next + CHUNK_LENGTH);
        next += CHUNK_LENGTH;
        return stream.append(piece);
    }
}
