package dev.sluice.scheduler.queueing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedMemoryTest {
    @Test
    void remembersUpToItsBoundAndThenForgetsTheOldest() {
        // Given
        var memory = new BoundedMemory<String, Integer>(2);
        memory.put("a", 1);
        memory.put("b", 2);
        assertThat(memory.entries()).containsOnlyKeys("a", "b");

        // When
        memory.put("c", 3);

        // Then
        assertThat(memory.entries()).containsOnlyKeys("b", "c");
        assertThat(memory.contains("a")).isFalse();
        assertThat(memory.get("c")).isEqualTo(3);
    }
}
