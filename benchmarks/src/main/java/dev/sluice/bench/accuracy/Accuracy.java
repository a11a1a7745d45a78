package dev.sluice.bench.accuracy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Table;
import java.util.Locale;

/// How far a converted model is from its float32 build.
///
/// @param positionCount predicted tokens: those of the text but the first
/// @param divergenceMean mean of KL(float32 || converted) over the positions, in nats
/// @param exactPerplexity of the float32 build: exp of the mean of -log p(next token)
/// @param convertedPerplexity the same of the converted model
/// @param agreementPercent positions at which both find the same token most likely
record Accuracy(
        int positionCount,
        double divergenceMean,
        double exactPerplexity,
        double convertedPerplexity,
        double agreementPercent) {
    static final double DIVERGENCE_MAX = 0.01;
    static final double PERPLEXITY_DIFFERENCE_PERCENT_MAX = 1;

    /// Positive where the converted model is worse.
    double perplexityDifferencePercent() {
        return 100 * (convertedPerplexity / exactPerplexity - 1);
    }

    boolean isDivergenceMet() {
        return divergenceMean <= DIVERGENCE_MAX;
    }

    boolean isPerplexityMet() {
        return Math.abs(perplexityDifferencePercent()) <= PERPLEXITY_DIFFERENCE_PERCENT_MAX;
    }

    Table table() {
        return new Table("over " + positionCount + " positions", "measured", "bar", "")
                .row(
                        "KL divergence, mean, nats",
                        text("%.5f", divergenceMean),
                        text("≤ %.2f", DIVERGENCE_MAX),
                        verdict(isDivergenceMet()))
                .row("perplexity, float32", text("%.3f", exactPerplexity), "", "")
                .row("perplexity, converted", text("%.3f", convertedPerplexity), "", "")
                .row(
                        "perplexity, difference",
                        text("%+.2f %%", perplexityDifferencePercent()),
                        text("within %.0f %%", PERPLEXITY_DIFFERENCE_PERCENT_MAX),
                        verdict(isPerplexityMet()))
                .row("same most likely token", text("%.1f %%", agreementPercent), "", "");
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("positions", positionCount)
                .put("kl_mean", Rounding.toMillionth(divergenceMean))
                .put("perplexity_float32", Rounding.toMillionth(exactPerplexity))
                .put("perplexity_converted", Rounding.toMillionth(convertedPerplexity))
                .put(
                        "perplexity_difference_percent",
                        Rounding.toMillionth(perplexityDifferencePercent()))
                .put("top1_agreement_percent", Rounding.toThousandth(agreementPercent))
                .put("met", isDivergenceMet() && isPerplexityMet());
    }

    private static String verdict(boolean isMet) {
        return isMet ? "met" : "missed";
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
