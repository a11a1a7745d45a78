package dev.sluice.worker.chat.jinja;

/// What one rendering may use. A template comes with a model from anywhere, so each of these is a
/// defence and not a tuning knob; the defaults are far above what any published template needs.
///
/// @param textLengthMax characters of one text, the output or an intermediate value: the bound on
///   memory. A request's record has at most 10 MB
/// @param textCharCountMax characters of text that one rendering may build in all, intermediate
///   values and output together
/// @param stepCountMax loop iterations and elements of built lists
/// @param depthMax nested expressions and macro calls
public record RenderLimits(
        int textLengthMax, long textCharCountMax, long stepCountMax, int depthMax) {
    public static final RenderLimits DEFAULT =
            new RenderLimits(16 << 20, 256L << 20, 1_000_000, 300);

    public RenderLimits {
        if (textLengthMax < 1 || textCharCountMax < 1 || stepCountMax < 1 || depthMax < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
