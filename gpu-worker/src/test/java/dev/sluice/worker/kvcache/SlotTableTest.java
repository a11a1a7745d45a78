package dev.sluice.worker.kvcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The random walk keeps a cache of plain arrays beside the table: every position of an occupant
/// holds that occupant's number, and a move that the table forgets or gets wrong leaves a wrong
/// number behind.
class SlotTableTest {
    private static final int SLOT_LENGTH = 6;

    private static final class Guest implements SlotOccupant {
        private final int number;
        private int cachedTokenCount;

        Guest(int number, int cachedTokenCount) {
            this.number = number;
            this.cachedTokenCount = cachedTokenCount;
        }

        @Override
        public int cachedTokenCount() {
            return cachedTokenCount;
        }
    }

    private static final class SimulatedCache {
        private final int[][] slots;

        SimulatedCache(int slotCount) {
            slots = new int[slotCount][SLOT_LENGTH];
        }

        void write(int slot, Guest guest) {
            Arrays.fill(slots[slot], 0, guest.cachedTokenCount, guest.number);
        }

        void carryOut(SlotMove move) {
            switch (move) {
                case SlotMove.None() -> {}
                case SlotMove.Copy(int from, int to, int length) ->
                        System.arraycopy(slots[from], 0, slots[to], 0, length);
                case SlotMove.Exchange(int first, int second, int length) -> {
                    int[] spare = Arrays.copyOf(slots[first], length);
                    System.arraycopy(slots[second], 0, slots[first], 0, length);
                    System.arraycopy(spare, 0, slots[second], 0, length);
                }
            }
        }

        boolean holds(int slot, Guest guest) {
            return Arrays.stream(slots[slot], 0, guest.cachedTokenCount)
                    .allMatch(number -> number == guest.number);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void keepsEveryOccupantsCacheThroughAnyOrderOfEvents(int slotCount) {
        for (long seed = 0; seed < 200; seed++) {
            walk(slotCount, seed);
        }
    }

    private static void walk(int slotCount, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlotTable<Guest> table = new SlotTable<>(slotCount);
        SimulatedCache cache = new SimulatedCache(slotCount);
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            event(table, cache, guests, random, i);
            assertConsistent(table, cache, guests, "slots " + slotCount + ", seed " + seed);
        }
    }

    private static void event(
            SlotTable<Guest> table,
            SimulatedCache cache,
            List<Guest> guests,
            SplittableRandom random,
            int number) {
        if (guests.isEmpty() || (table.hasFreeSlot() && random.nextInt(3) == 0)) {
            Guest newcomer = new Guest(number, 0);
            guests.add(newcomer);
            table.join(newcomer);
            return;
        }
        Guest guest = guests.get(random.nextInt(guests.size()));
        boolean isDecoding = table.slotOf(guest) < table.decodingCount();
        switch (random.nextInt(4)) {
            case 0 -> {
                guests.remove(guest);
                cache.carryOut(table.leave(guest));
            }
            case 1 -> {
                if (!isDecoding) {
                    cache.carryOut(table.startDecoding(guest));
                }
            }
            default -> {
                guest.cachedTokenCount = Math.min(SLOT_LENGTH, guest.cachedTokenCount + 1);
                cache.write(table.slotOf(guest), guest);
            }
        }
    }

    private static void assertConsistent(
            SlotTable<Guest> table, SimulatedCache cache, List<Guest> guests, String seed) {
        assertThat(table.occupiedCount()).as(seed).isEqualTo(guests.size());
        for (int slot = 0; slot < table.decodingCount(); slot++) {
            assertThat(table.occupant(slot)).as("%s: slot %d decodes", seed, slot).isNotNull();
        }
        for (Guest guest : guests) {
            assertThat(cache.holds(table.slotOf(guest), guest)).as(seed).isTrue();
        }
        assertThat(table.cachedTokenCount())
                .as(seed)
                .isEqualTo(guests.stream().mapToLong(Guest::cachedTokenCount).sum());
    }

    @Test
    void fillsTheGapOfALeavingSequenceWithTheLast() {
        // Given
        SlotTable<Guest> table = new SlotTable<>(3);
        Guest first = decoding(table, 1, 4);
        decoding(table, 2, 5);
        Guest last = decoding(table, 3, 6);
        // When
        SlotMove move = table.leave(first);
        // Then
        assertThat(move).isEqualTo(new SlotMove.Copy(2, 0, 6));
        assertThat(table.slotOf(last)).isZero();
        assertThat(table.decodingCount()).isEqualTo(2);
    }

    @Test
    void exchangesTwoThatPrefillWhenTheLaterIsReadyFirst() {
        // Given
        SlotTable<Guest> table = new SlotTable<>(2);
        Guest slow = joined(table, 1, 5);
        Guest fast = joined(table, 2, 3);
        // When
        SlotMove move = table.startDecoding(fast);
        // Then
        assertThat(move).isEqualTo(new SlotMove.Exchange(1, 0, 5));
        assertThat(table.slotOf(fast)).isZero();
        assertThat(table.slotOf(slow)).isEqualTo(1);
    }

    @Test
    void copiesNothingForASequenceAlreadyInPlace() {
        // Given
        SlotTable<Guest> table = new SlotTable<>(2);
        Guest guest = joined(table, 1, 5);
        // When
        SlotMove move = table.startDecoding(guest);
        // Then
        assertThat(move).isEqualTo(SlotMove.NONE);
    }

    @Test
    void refusesMoreSequencesThanSlots() {
        // Given
        SlotTable<Guest> table = new SlotTable<>(1);
        joined(table, 1, 0);
        // When / Then
        assertThat(table.hasFreeSlot()).isFalse();
        assertThatThrownBy(() -> table.join(new Guest(2, 0)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToMoveAStranger() {
        // Given
        SlotTable<Guest> table = new SlotTable<>(1);
        // When / Then
        assertThatThrownBy(() -> table.leave(new Guest(1, 0)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new SlotTable<Guest>(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Guest joined(SlotTable<Guest> table, int number, int cachedTokenCount) {
        Guest guest = new Guest(number, cachedTokenCount);
        table.join(guest);
        return guest;
    }

    private static Guest decoding(SlotTable<Guest> table, int number, int cachedTokenCount) {
        Guest guest = joined(table, number, cachedTokenCount);
        assertThat(table.startDecoding(guest)).isEqualTo(SlotMove.NONE);
        return guest;
    }
}
