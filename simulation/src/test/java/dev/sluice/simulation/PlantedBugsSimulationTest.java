package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The simulation can fail: each of these bugs, planted in the loaded classes of one service, is
/// found within 1,000 seeds. Those of the scheduler are planted in its own simulation.
class PlantedBugsSimulationTest {
    private static final long SEEDS_MAX = 1_000;

    /// @param foundAt the seed that is tried first
    record Bug(String name, long foundAt, Mutation mutation) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bug> bugs() {
        return Stream.of(
                new Bug(
                        "a prompt's offset is committed before the prompt is acknowledged",
                        15,
                        Mutation.mishears(
                                "masking.kafka.PromptPath",
                                "take",
                                "pass",
                                PlantedBugsSimulationTest::done)),
                new Bug(
                        "masking commits before its sends are acknowledged",
                        15,
                        Mutation.hears(
                                "masking.kafka.TokenLoop", "commit", "flush", CodeBuilder::nop)),
                new Bug(
                        "masking commits past requests that are open",
                        3,
                        Mutation.hears(
                                "masking.rewrite.PartitionRewrite",
                                "safeOffset",
                                "firstEntry",
                                CodeBuilder::aconst_null)),
                new Bug(
                        "masking takes tokens of a worker that was fenced",
                        3,
                        Mutation.hears(
                                "masking.rewrite.AnswerRewrite",
                                "accept",
                                "epoch",
                                CodeBuilder::iconst_1)),
                new Bug(
                        "a late record of an ended request opens it anew",
                        7,
                        Mutation.hears(
                                "masking.rewrite.PartitionRewrite",
                                "accept",
                                "contains",
                                CodeBuilder::iconst_0)),
                new Bug(
                        "a result is another one each time it is written",
                        3,
                        Mutation.hears(
                                "masking.rewrite.AnswerRewrite",
                                "result",
                                "occurredAt",
                                PlantedBugsSimulationTest::realTime)),
                new Bug(
                        "a continuation is masked under another policy",
                        1,
                        Mutation.hears(
                                "worker.kafka.SequenceWriter",
                                "startIfFirst",
                                "maskingState",
                                CodeBuilder::aconst_null)),
                new Bug(
                        "a continuation's records begin at index 0 again",
                        1,
                        Mutation.hears(
                                "worker.kafka.SequenceWriter",
                                "<init>",
                                "nextIndex",
                                CodeBuilder::iconst_0)),
                new Bug(
                        "a continuation forgets half a character",
                        5,
                        Mutation.hears(
                                "worker.kafka.SequenceWriter",
                                "<init>",
                                "forEach",
                                CodeBuilder::nop)),
                new Bug(
                        "a continuation does not read what was said before",
                        1,
                        Mutation.mishears(
                                "worker.serving.RequestBounds",
                                "sequence",
                                "toArray",
                                code -> code.pop().iconst_0().newarray(TypeKind.INT))),
                new Bug(
                        "a request that was revoked is not let go of",
                        2,
                        Mutation.answers(
                                "worker.kafka.RunningRequests", "revoke", CodeBuilder::nop)),
                new Bug(
                        "a gateway passes an index on twice",
                        2,
                        Mutation.answers(
                                "gateway.streaming.StreamOrder",
                                "take",
                                PlantedBugsSimulationTest::next)),
                new Bug(
                        "a reopened stream loses what came meanwhile",
                        6,
                        Mutation.hears(
                                "gateway.streaming.Mailbox",
                                "caughtUp",
                                "addAll",
                                CodeBuilder::iconst_0)));
    }

    private static void done(CodeBuilder code) {
        ClassDesc future = ClassDesc.of("java.util.concurrent.CompletableFuture");
        code.pop()
                .aconst_null()
                .invokestatic(
                        future,
                        "completedFuture",
                        MethodTypeDesc.of(future, ConstantDescs.CD_Object));
    }

    private static void realTime(CodeBuilder code) {
        ClassDesc instant = ClassDesc.of("java.time.Instant");
        code.invokestatic(instant, "now", MethodTypeDesc.of(instant));
    }

    private static void next(CodeBuilder code) {
        ClassDesc verdict = ClassDesc.of("dev.sluice.gateway.streaming.StreamOrder$Verdict");
        code.getstatic(verdict, "NEXT", verdict);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void findsThePlantedBug(Bug bug) {
        var mesh = new MutatedMesh(bug.mutation());
        boolean isFound = isFoundAt(bug.foundAt(), mesh);
        for (long seed = 1; seed <= SEEDS_MAX && !isFound; seed++) {
            isFound = isFoundAt(seed, mesh);
        }
        assertThat(isFound).as("found within %d seeds: %s", SEEDS_MAX, bug).isTrue();
        assertThat(bug.mutation().hits()).hasPositiveValue();
    }

    private static boolean isFoundAt(long seed, MutatedMesh mesh) {
        try {
            mesh.simulate(seed);
            return false;
        } catch (LinkageError | ReflectiveOperationException e) {
            throw new AssertionError("the bug could not be planted", e);
        } catch (Throwable _) {
            return true;
        }
    }
}
