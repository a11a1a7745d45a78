package dev.sluice.worker.kvcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The random walk keeps a cache of plain arrays beside the table: a position holds the prompt's
/// token, or past the prompt the occupant's number; a move that the table forgets or gets wrong
/// leaves something else behind, in an occupant's slot or in a prefix that the table finds.
class SlotTableTest {
    private static final int SLOT_LENGTH = 6;

    private static final class Guest implements SlotOccupant {
        private final int number;
        private final int[] promptTokens;
        private final PromptTokens prompt;
        private int cachedTokenCount;

        Guest(int number, int cachedTokenCount) {
            this(number, new int[] {number}, cachedTokenCount);
        }

        Guest(int number, int[] promptTokens, int cachedTokenCount) {
            this.number = number;
            this.promptTokens = promptTokens;
            this.prompt = new PromptTokens("", promptTokens);
            this.cachedTokenCount = cachedTokenCount;
        }

        @Override
        public PromptTokens prompt() {
            return prompt;
        }

        @Override
        public int cachedTokenCount() {
            return cachedTokenCount;
        }

        int contentAt(int position) {
            return position < promptTokens.length ? promptTokens[position] : 1000 + number;
        }
    }

    private static final class SimulatedCache {
        private final int[][] slots;

        SimulatedCache(int slotCount) {
            slots = new int[slotCount][SLOT_LENGTH];
        }

        void write(int slot, Guest guest) {
            int position = guest.cachedTokenCount - 1;
            slots[slot][position] = guest.contentAt(position);
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

        boolean holds(int slot, Guest guest, int tokenCount) {
            return IntStream.range(0, tokenCount)
                    .allMatch(position -> slots[slot][position] == guest.contentAt(position));
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
        SlotTable<Guest> table = new SlotTable<>(slotCount, true);
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
            int[] prompt = random.ints(1 + random.nextInt(SLOT_LENGTH), 0, 2).toArray();
            Guest newcomer = new Guest(number, prompt, 0);
            guests.add(newcomer);
            newcomer.cachedTokenCount = table.join(newcomer).warmTokenCount();
            return;
        }
        Guest guest = guests.get(random.nextInt(guests.size()));
        boolean isDecoding = table.slotOf(guest) < table.decodingCount();
        switch (random.nextInt(5)) {
            case 0 -> {
                guests.remove(guest);
                boolean isFailed = random.nextInt(4) == 0;
                cache.carryOut(isFailed ? table.leaveFailed(guest) : table.leave(guest));
            }
            case 1 -> {
                if (!isDecoding) {
                    cache.carryOut(table.startDecoding(guest));
                }
            }
            default -> {
                if (guest.cachedTokenCount < SLOT_LENGTH) {
                    guest.cachedTokenCount++;
                    cache.write(table.slotOf(guest), guest);
                }
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
            assertThat(cache.holds(table.slotOf(guest), guest, guest.cachedTokenCount))
                    .as(seed)
                    .isTrue();
            PrefixMatch match = table.longestPrefix(guest);
            assertThat(match.tokenCount())
                    .isLessThanOrEqualTo(Math.max(0, guest.promptTokens.length - 2));
            assertThat(match.slot() < 0 || cache.holds(match.slot(), guest, match.tokenCount()))
                    .as("%s: %s holds what it is said to", seed, match)
                    .isTrue();
        }
        assertThat(table.cachedTokenCount())
                .as(seed)
                .isEqualTo(guests.stream().mapToLong(Guest::cachedTokenCount).sum());
    }

    @Test
    void fillsTheGapOfALeavingSequenceWithTheLast() {
        // Given
        SlotTable<Guest> table = new SlotTable<>(3, true);
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
        SlotTable<Guest> table = new SlotTable<>(2, true);
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
        SlotTable<Guest> table = new SlotTable<>(2, true);
        Guest guest = joined(table, 1, 5);
        // When
        SlotMove move = table.startDecoding(guest);
        // Then
        assertThat(move).isEqualTo(SlotMove.NONE);
    }

    @Test
    void refusesMoreSequencesThanSlots() {
        // Given
        SlotTable<Guest> table = new SlotTable<>(1, true);
        joined(table, 1, 0);
        // When / Then
        assertThat(table.hasFreeSlot()).isFalse();
        assertThatThrownBy(() -> table.join(new Guest(2, 0)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToMoveAStranger() {
        // Given
        SlotTable<Guest> table = new SlotTable<>(1, true);
        // When / Then
        assertThatThrownBy(() -> table.leave(new Guest(1, 0)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new SlotTable<Guest>(0, true))
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
