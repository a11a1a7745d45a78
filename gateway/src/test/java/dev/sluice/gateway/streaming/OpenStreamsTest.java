package dev.sluice.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.streaming.OpenStreams.Departure;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Walks the diagram of [OpenStreams], edge by edge.
final class OpenStreamsTest {
    private static final RequestId ID = new RequestId("r-1");
    private static final int PARTITION = 2;

    private final StreamRecords records = StreamRecords.of("r-1");
    private final PartitionBook book = new PartitionBook();
    private final OpenStreams streams = new OpenStreams(book);
    private final Mailbox first = Mailbox.ofNew(10, () -> {});
    private final Mailbox second = Mailbox.ofReopened(10, () -> {});

    @BeforeEach
    void ownAPartition() {
        book.own(Set.of(PARTITION));
        book.markReadable(PARTITION);
    }

    private void open(Desertion desertion) {
        streams.open(ID, TenantId.DEFAULT, streams.reserve().orElseThrow(), first, desertion);
    }

    private boolean isPartitionHeld() {
        book.own(Set.of());
        boolean isHeld = book.wanted().contains(PARTITION);
        book.own(Set.of(PARTITION));
        return isHeld;
    }

    @Test
    void recordsReachEveryReader() {
        // Given
        open(Desertion.CANCEL);
        streams.attach(ID, TenantId.DEFAULT, PARTITION, second);
        second.caughtUp(0);

        // When
        streams.deliver(records.started(), 0);

        // Then
        assertThat(first.poll()).isEqualTo(records.started());
        assertThat(second.poll()).isEqualTo(records.started());
    }

    @Test
    void recordsOfOtherRequestsAreIgnored() {
        // Given
        open(Desertion.CANCEL);

        // When
        streams.deliver(StreamRecords.of("r-2").started(), 0);

        // Then
        assertThat(first.poll()).isNull();
    }

    @Test
    void recordsOfAnotherTenantAreIgnored() {
        // Given
        open(Desertion.CANCEL);
        StreamRecords foreign = new StreamRecords(ID, new TenantId("other"), false);

        // When
        foreign.answer("secret").forEach(event -> streams.deliver(event, 0));

        // Then
        assertThat(first.poll()).isNull();
        assertThat(streams.detach(ID, first)).isEqualTo(new Departure.CancelNow());
    }

    @ParameterizedTest
    @EnumSource
    void afterTheEndNothingIsOwed(Desertion desertion) {
        // Given
        open(desertion);
        records.answer("a").forEach(event -> streams.deliver(event, 0));

        // When
        Departure departure = streams.detach(ID, first);

        // Then
        assertThat(departure).isEqualTo(new Departure.Nothing());
        assertThat(streams.isOpen(ID)).isFalse();
        assertThat(isPartitionHeld()).isFalse();
    }

    @Test
    void aStreamIsReleasedOnceOnly() {
        // Given
        open(Desertion.CANCEL);
        book.hold(PARTITION);
        records.answer("a").forEach(event -> streams.deliver(event, 0));

        // When
        streams.detach(ID, first);
        streams.detach(ID, first);
        streams.discard(ID);

        // Then
        assertThat(isPartitionHeld()).isTrue();
    }

    @Test
    void whatNobodyCanResumeIsCancelledAtOnce() {
        // Given
        open(Desertion.CANCEL);

        // When
        Departure departure = streams.detach(ID, first);

        // Then
        assertThat(departure).isEqualTo(new Departure.CancelNow());
        assertThat(streams.isOpen(ID)).isFalse();
    }

    @Test
    void whatIsStoredRunsOn() {
        // Given
        open(Desertion.RUN_ON);

        // When
        Departure departure = streams.detach(ID, first);

        // Then
        assertThat(departure).isEqualTo(new Departure.Nothing());
        assertThat(streams.isOpen(ID)).isFalse();
    }

    @Test
    void aDesertedStreamIsCancelledAfterTheGracePeriod() {
        // Given
        open(Desertion.CANCEL_AFTER_GRACE);
        var departure = (Departure.CancelAfterGrace) streams.detach(ID, first);
        assertThat(streams.isOpen(ID)).isTrue();

        // When
        boolean isAbandoned = streams.expire(ID, departure.desertionNumber());

        // Then
        assertThat(isAbandoned).isTrue();
        assertThat(streams.isOpen(ID)).isFalse();
        assertThat(isPartitionHeld()).isFalse();
    }

    @Test
    void aReaderThatComesBackSavesTheStream() {
        // Given
        open(Desertion.CANCEL_AFTER_GRACE);
        var departure = (Departure.CancelAfterGrace) streams.detach(ID, first);

        // When
        streams.attach(ID, TenantId.DEFAULT, PARTITION, second);

        // Then
        assertThat(streams.expire(ID, departure.desertionNumber())).isFalse();
        assertThat(streams.isOpen(ID)).isTrue();
    }

    @Test
    void anOldGracePeriodDoesNotEndANewerOne() {
        // Given
        open(Desertion.CANCEL_AFTER_GRACE);
        var early = (Departure.CancelAfterGrace) streams.detach(ID, first);
        streams.attach(ID, TenantId.DEFAULT, PARTITION, second);
        var late = (Departure.CancelAfterGrace) streams.detach(ID, second);

        // When
        boolean byEarly = streams.expire(ID, early.desertionNumber());
        boolean byLate = streams.expire(ID, late.desertionNumber());

        // Then
        assertThat(byEarly).isFalse();
        assertThat(byLate).isTrue();
    }

    @Test
    void aDesertedStreamThatFinishesIsForgotten() {
        // Given
        open(Desertion.CANCEL_AFTER_GRACE);
        var departure = (Departure.CancelAfterGrace) streams.detach(ID, first);

        // When
        records.answer("a").forEach(event -> streams.deliver(event, 0));

        // Then
        assertThat(streams.isOpen(ID)).isFalse();
        assertThat(streams.expire(ID, departure.desertionNumber())).isFalse();
    }

    @Test
    void oneReaderLeavingChangesNothingForTheOthers() {
        // Given
        open(Desertion.CANCEL);
        streams.attach(ID, TenantId.DEFAULT, PARTITION, second);

        // When
        Departure departure = streams.detach(ID, first);

        // Then
        assertThat(departure).isEqualTo(new Departure.Nothing());
        assertThat(streams.isOpen(ID)).isTrue();
    }

    @Test
    void aStreamOfAnotherGatewayIsNeverCancelledHere() {
        // Given
        streams.attach(ID, TenantId.DEFAULT, PARTITION, second);

        // When
        Departure departure = streams.detach(ID, second);

        // Then
        assertThat(departure).isEqualTo(new Departure.Nothing());
        assertThat(isPartitionHeld()).isFalse();
    }

    @Test
    void whenTheGatewayStopsRequestsGoOn() {
        // Given
        open(Desertion.CANCEL);

        // When
        streams.cutAll(Cut.GATEWAY_STOPS);

        // Then
        assertThat(first.cut()).contains(Cut.GATEWAY_STOPS);
        assertThat(streams.detach(ID, first)).isEqualTo(new Departure.Nothing());
    }

    @Test
    void aSlowReaderMayComeBack() {
        // Given
        open(Desertion.CANCEL_AFTER_GRACE);
        for (int i = 0; i <= 10; i++) {
            streams.deliver(i == 0 ? records.started() : records.text(i, "a"), 0);
        }
        assertThat(first.cut()).contains(Cut.SLOW_READER);

        // When
        Departure departure = streams.detach(ID, first);

        // Then
        assertThat(departure).isInstanceOf(Departure.CancelAfterGrace.class);
    }

    @Test
    void anIdIsOpenedOnce() {
        // Given
        open(Desertion.CANCEL);

        // Then
        assertThatThrownBy(() -> open(Desertion.CANCEL)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDiscardedRequestGivesItsPartitionBack() {
        // Given
        open(Desertion.CANCEL);

        // When
        streams.discard(ID);

        // Then
        assertThat(isPartitionHeld()).isFalse();
        assertThat(streams.detach(ID, first)).isEqualTo(new Departure.Nothing());
    }

    @Test
    void choicesAreOneStream() {
        // Given
        RequestId id = StreamRecords.choicesOf(2).requestId();
        var choices = StreamRecords.ofChoices(2);
        streams.open(
                id, TenantId.DEFAULT, streams.reserve().orElseThrow(), first, Desertion.CANCEL);

        // When
        choices.get(0).answer().forEach(event -> streams.deliver(event, 0));
        choices.get(1).answer().forEach(event -> streams.deliver(event, 0));

        // Then
        assertThat(streams.count()).isEqualTo(1);
        assertThat(first.poll()).isEqualTo(choices.get(0).started());
        assertThat(first.poll()).isEqualTo(choices.get(0).finished(1));
        assertThat(first.poll()).isEqualTo(choices.get(1).started());
        assertThat(streams.detach(id, first)).isEqualTo(new Departure.Nothing());
        assertThat(isPartitionHeld()).isFalse();
    }

    /// Its reader has seen the end, and the others still generate what nobody can read.
    @ParameterizedTest
    @EnumSource
    void whereOneChoiceFailedTheOthersAreCancelled(Desertion desertion) {
        // Given
        RequestId id = StreamRecords.choicesOf(2).requestId();
        var choices = StreamRecords.ofChoices(2);
        streams.open(id, TenantId.DEFAULT, streams.reserve().orElseThrow(), first, desertion);
        streams.deliver(choices.get(0).started(), 0);
        streams.deliver(choices.get(1).failed(0, ErrorCode.ENGINE_FAILED, "down"), 1);

        // When
        Departure departure = streams.detach(id, first);

        // Then
        assertThat(departure).isEqualTo(new Departure.CancelNow());
        assertThat(isPartitionHeld()).isFalse();
    }

    @Test
    void aDesertedChoiceThatFailsIsCancelledWithTheOthersAfterTheGracePeriod() {
        // Given
        RequestId id = StreamRecords.choicesOf(2).requestId();
        var choices = StreamRecords.ofChoices(2);
        streams.open(
                id,
                TenantId.DEFAULT,
                streams.reserve().orElseThrow(),
                first,
                Desertion.CANCEL_AFTER_GRACE);
        var departure = (Departure.CancelAfterGrace) streams.detach(id, first);
        streams.deliver(choices.get(1).failed(0, ErrorCode.ENGINE_FAILED, "down"), 0);

        // When
        boolean isAbandoned = streams.expire(id, departure.desertionNumber());

        // Then
        assertThat(isAbandoned).isTrue();
        assertThat(isPartitionHeld()).isFalse();
    }
}
