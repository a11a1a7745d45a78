package dev.sluice.masking.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.TokenEvent;
import org.junit.jupiter.api.Test;

class PartitionRewriteTest {
    private static final Records A = Records.of("a");
    private static final Records B = Records.of("b");

    private final PartitionRewrite partition = new PartitionRewrite(new UpperCaseMasks(), 100);

    @Test
    void keepsTheOffsetBackForTheOldestOpenRequest() {
        // Given
        partition.accept(100, A.started(1), null);
        partition.accept(101, B.started(1), null);
        partition.accept(102, B.finished(1, 1, ""), null);

        // When
        long whileOpen = partition.safeOffset();
        partition.accept(103, A.finished(1, 1, ""), null);

        // Then
        assertThat(whileOpen).isEqualTo(100);
        assertThat(partition.safeOffset()).isEqualTo(104);
    }

    @Test
    void commitsPastRecordsThatCannotBeRead() {
        // When
        partition.skip(100);

        // Then
        assertThat(partition.safeOffset()).isEqualTo(101);
    }

    @Test
    void opensNothingForAZombiesLateRecord() {
        // When
        var caused = partition.accept(100, A.token(1, 5, "late"), null);

        // Then
        assertThat(caused).isEmpty();
        assertThat(partition.openCount()).isZero();
    }

    @Test
    void opensNothingForARequestSeenBeforeTheCommittedOffset() {
        // Given
        partition.recall(A.finished(2, 4, ""));

        // When
        var caused = partition.accept(100, A.started(1), null);

        // Then
        assertThat(caused).isEmpty();
        assertThat(partition.openCount()).isZero();
    }

    @Test
    void anEpochThatNobodyCanHaveGivenIsRefusedAndChangesNothing() {
        // Given
        partition.accept(100, A.started(1), null);
        int farthest = 1 + TokenEvent.EPOCH_STEP_MAX;

        // When
        var refusal = partition.refusal(A.token(farthest + 1, 1, "forged"));

        // Then
        assertThat(refusal).contains("epoch is 1002, the newest of its request is 1");
        assertThat(partition.refusal(A.token(farthest, 1, "a"))).isNull();
        assertThat(partition.refusal(A.token(1, 1, "a"))).isNull();
    }

    @Test
    void whatOpensNothingIsNotRefusedEither() {
        // Given
        partition.accept(100, A.started(1), null);
        partition.accept(101, A.finished(1, 1, ""), null);

        // Then
        assertThat(partition.refusal(A.token(999_999, 2, "late"))).isNull();
        assertThat(partition.refusal(Records.of("new").started(999_999))).isNotNull();
    }

    @Test
    void opensNothingForAnEndedRequest() {
        // Given
        partition.accept(100, A.started(1), null);
        partition.accept(101, A.finished(1, 1, ""), null);

        // When
        var caused = partition.accept(102, A.started(1), null);

        // Then
        assertThat(caused).isEmpty();
        assertThat(partition.safeOffset()).isEqualTo(103);
    }
}
