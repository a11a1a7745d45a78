package dev.sluice.scheduler.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The simulation can fail: each of these bugs, planted in the loaded classes of the product, is
/// found within 1,000 seeds.
class PlantedBugsSimulationTest {
    private static final long SEEDS_MAX = 1_000;

    record Bug(String name, Mutation mutation) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bug> bugs() {
        return Stream.of(
                new Bug(
                        "records of older epochs count",
                        Mutation.hears(
                                "shard.TokenIntake", "take", "epoch", CodeBuilder::iconst_1)),
                new Bug(
                        "the offset is committed past unfinished requests",
                        Mutation.answers(
                                "shard.ShardState",
                                "oldestArrival",
                                PlantedBugsSimulationTest::noLong)),
                new Bug(
                        "a report of a retired incarnation counts",
                        Mutation.answers("placement.Workers", "isOutdated", CodeBuilder::iconst_0)),
                new Bug(
                        "an index counts twice",
                        Mutation.answers("shard.TokenHistory", "isNext", CodeBuilder::iconst_1)),
                new Bug(
                        "a lost assignment is not noticed",
                        Mutation.answers("lease.LeaseCheck", "isMissing", CodeBuilder::iconst_0)),
                new Bug(
                        "an engine that stands still is not noticed",
                        Mutation.answers("lease.LeaseCheck", "isStalled", CodeBuilder::iconst_0)),
                new Bug(
                        "an inherited request goes out without a fence",
                        Mutation.hears(
                                "shard.ShardState", "apply", "inherited", CodeBuilder::iconst_0)),
                new Bug(
                        "a copy of a prompt is run again",
                        Mutation.answers("shard.ShardState", "knows", CodeBuilder::iconst_0)),
                new Bug(
                        "what is assigned takes no slot",
                        Mutation.skips("placement.Worker", "assign")),
                new Bug(
                        "a failed write is ignored",
                        Mutation.skips("loop.SchedulerLoop", "settle")),
                new Bug(
                        "a batch waits for others for ever",
                        Mutation.answers("batching.BatchHold", "holds", CodeBuilder::iconst_1)),
                new Bug(
                        "a continuation begins anew",
                        Mutation.hears(
                                "shard.Dispatcher", "assign", "nextIndex", CodeBuilder::iconst_0)),
                new Bug(
                        "an end is written at a guessed index",
                        Mutation.hears("shard.Endings", "end", "nextIndex", CodeBuilder::iconst_0)),
                new Bug(
                        "a request that kills workers is tried for ever",
                        Mutation.skips("shard.TrackedRequest", "countAttempt")),
                new Bug(
                        "the log is not read before a takeover decides",
                        Mutation.answers("loop.ShardRun", "isRead", CodeBuilder::iconst_1)),
                new Bug(
                        "an epoch is used again after a fence",
                        Mutation.hears(
                                "shard.ShardState",
                                "onFenceTaken",
                                "epoch",
                                CodeBuilder::iconst_1)),
                new Bug(
                        "who gave way does not wait again",
                        Mutation.hears("shard.ShardState", "onFenceTaken", "add", _ -> {})));
    }

    private static void noLong(CodeBuilder code) {
        ClassDesc optional = ClassDesc.of("java.util.OptionalLong");
        code.invokestatic(optional, "empty", MethodTypeDesc.of(optional));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void findsThePlantedBug(Bug bug) {
        var product = new MutatedProduct(bug.mutation());
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            try {
                product.simulate(seed);
            } catch (LinkageError | ReflectiveOperationException e) {
                throw new AssertionError("the bug could not be planted", e);
            } catch (Throwable found) {
                assertThat(bug.mutation().hits()).hasPositiveValue();
                return;
            }
        }
        fail("not found within " + SEEDS_MAX + " seeds: " + bug);
    }
}
