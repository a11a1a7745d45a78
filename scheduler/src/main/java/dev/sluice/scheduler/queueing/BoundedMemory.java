package dev.sluice.scheduler.queueing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers the newest `countMax` keys and forgets the oldest.
public final class BoundedMemory<K, V> {
    private final int countMax;
    private final Map<K, V> oldestFirst = new LinkedHashMap<>();

    public BoundedMemory(int countMax) {
        this.countMax = countMax;
    }

    public void put(K key, V value) {
        oldestFirst.put(key, value);
        if (oldestFirst.size() > countMax) {
            var entries = oldestFirst.entrySet().iterator();
            entries.next();
            entries.remove();
        }
    }

    public @Nullable V get(K key) {
        return oldestFirst.get(key);
    }

    public boolean contains(K key) {
        return oldestFirst.containsKey(key);
    }

    public void forget(K key) {
        oldestFirst.remove(key);
    }

    /// Oldest first.
    public Map<K, V> entries() {
        return Collections.unmodifiableMap(oldestFirst);
    }
}
