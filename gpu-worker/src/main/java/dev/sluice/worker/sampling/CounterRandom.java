package dev.sluice.worker.sampling;

/// A random number that is a function of where it is used, not of how many were drawn before; in
/// [0, 1):
///
/// ```
/// uniform(seed, position) = (mix(mix(seed) + (position + 1) · γ) >>> 11) · 2⁻⁵³
/// γ = 0x9E3779B97F4A7C15
/// mix(z): z ← (z ^ z>>>30) · 0xBF58476D1CE4E5B9
///         z ← (z ^ z>>>27) · 0x94D049BB133111EB
///         z ^ z>>>31
/// ```
///
/// This is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA
/// 2014) started at `mix(seed)` and advanced to `position`. Why: another worker that continues a
/// sequence at position 40 draws what the dead one would have drawn, without replaying 40 draws.
public final class CounterRandom {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;

    private CounterRandom() {}

    public static double uniform(long seed, long position) {
        return (mix(mix(seed) + (position + 1) * GAMMA) >>> 11) * UNIT;
    }

    static long mix(long z) {
        long first = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
        return second ^ (second >>> 31);
    }
}
