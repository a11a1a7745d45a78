package dev.sluice.masking.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionRewriteTest {
    private static final Records A = Records.of("a");
    private static final Records B = Records.of("b");

    private final PartitionRewrite partition = new PartitionRewrite(new UpperCaseMasks(), 100);

    @Test
    void keepsTheOffsetBackForTheOldestOpenRequest() {
        // Given
        partition.accept(100, A.started(1));
        partition.accept(101, B.started(1));
        partition.accept(102, B.finished(1, 1, ""));

        // When
        long whileOpen = partition.safeOffset();
        partition.accept(103, A.finished(1, 1, ""));

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
        var caused = partition.accept(100, A.token(1, 5, "late"));

        // Then
        assertThat(caused).isEmpty();
        assertThat(partition.openCount()).isZero();
    }

    @Test
    void opensNothingForARequestSeenBeforeTheCommittedOffset() {
        // Given
        partition.recall(A.finished(2, 4, ""));

        // When
        var caused = partition.accept(100, A.started(1));

        // Then
        assertThat(caused).isEmpty();
        assertThat(partition.openCount()).isZero();
    }

    @Test
    void opensNothingForAnEndedRequest() {
        // Given
        partition.accept(100, A.started(1));
        partition.accept(101, A.finished(1, 1, ""));

        // When
        var caused = partition.accept(102, A.started(1));

        // Then
        assertThat(caused).isEmpty();
        assertThat(partition.safeOffset()).isEqualTo(103);
    }
}
