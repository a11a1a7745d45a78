package dev.sluice.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PartitionBookTest {
    private final PartitionBook book = new PartitionBook();

    @Test
    void thereIsNothingToReserveAtFirst() {
        assertThat(book.reserve()).isEmpty();
        assertThat(book.isReadyForNewStreams()).isFalse();
        assertThat(book.wanted()).isEmpty();
    }

    @Test
    void aPartitionIsReservedOnlyOnceItIsReadable() {
        // Given
        book.own(Set.of(3));
        assertThat(book.reserve()).isEmpty();

        // When
        book.markReadable(3);

        // Then
        assertThat(book.reserve()).isEqualTo(OptionalInt.of(3));
        assertThat(book.isReadyForNewStreams()).isTrue();
    }

    @Test
    void newStreamsShareAnOwnedPartitionUntilItHasItsFill() {
        // Given
        book.own(Set.of(1, 4, 6));
        IntStream.range(0, 8).forEach(book::markReadable);

        // When
        var reserved = reserve(3 * 32);

        // Then
        assertThat(reserved.subList(0, 32)).containsOnly(1);
        assertThat(reserved.subList(32, 64)).containsOnly(4);
        assertThat(reserved.subList(64, 96)).containsOnly(6);
    }

    @Test
    void oneMoreStreamThanFitsGoesWhereTheFewestAre() {
        // Given
        book.own(Set.of(1, 4, 6));
        IntStream.range(0, 8).forEach(book::markReadable);
        reserve(3 * 32);

        // When
        book.release(4);

        // Then
        assertThat(reserve(4)).containsExactly(4, 1, 4, 6);
    }

    private List<Integer> reserve(int count) {
        return IntStream.range(0, count).mapToObj(_ -> book.reserve().orElseThrow()).toList();
    }

    @Test
    void aGatewayWithoutPartitionsBorrowsOne() {
        // Given
        book.borrow(5);
        book.markReadable(5);

        // When
        var reserved = book.reserve();

        // Then
        assertThat(reserved).isEqualTo(OptionalInt.of(5));
        assertThat(book.isOwned(5)).isFalse();
    }

    @Test
    void whatItOwnsReplacesWhatItBorrowed() {
        // Given
        book.borrow(5);
        book.markReadable(5);
        book.own(Set.of(2));
        book.markReadable(2);

        // When
        var reserved = book.reserve();

        // Then
        assertThat(reserved).isEqualTo(OptionalInt.of(2));
        assertThat(book.wanted()).containsExactly(2);
    }

    @Test
    void whatItHadServesUntilTheReaderStandsOnWhatItGot() {
        // Given
        book.own(Set.of(1));
        book.markReadable(1);

        // When
        book.own(Set.of(2, 3));

        // Then
        assertThat(book.isReadyForNewStreams()).isTrue();
        assertThat(book.wanted()).containsExactly(1, 2, 3);
        assertThat(book.retire(1)).isFalse();
        assertThat(book.reserve()).isEqualTo(OptionalInt.of(1));
        book.release(1);
        book.markReadable(3);
        assertThat(book.wanted()).containsExactly(2, 3);
        assertThat(book.reserve()).isEqualTo(OptionalInt.of(3));
    }

    @Test
    void aLostPartitionIsReadUntilItsLastStreamEnds() {
        // Given
        book.own(Set.of(1));
        book.markReadable(1);
        book.reserve();
        book.hold(1);
        book.own(Set.of(2));
        book.markReadable(2);

        // When
        boolean retiredAtFirst = book.retire(1);
        book.release(1);
        boolean retiredWithOneLeft = book.retire(1);
        book.release(1);
        boolean retiredAtLast = book.retire(1);

        // Then
        assertThat(retiredAtFirst).isFalse();
        assertThat(retiredWithOneLeft).isFalse();
        assertThat(retiredAtLast).isTrue();
        assertThat(book.wanted()).containsExactly(2);
    }

    @Test
    void aRetiredPartitionIsNotReservedUntilItIsReadableAgain() {
        // Given
        book.own(Set.of(1));
        book.markReadable(1);
        book.own(Set.of());
        book.retire(1);

        // When
        book.own(Set.of(1));

        // Then
        assertThat(book.reserve()).isEmpty();
    }
}
