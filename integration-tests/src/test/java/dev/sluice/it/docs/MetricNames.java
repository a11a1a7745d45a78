package dev.sluice.it.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The product's own metrics, read from the sources: a meter's name is a literal that stands in the
/// call that makes it. Names are as `/metrics` shows them, without the unit and `_total`.
public final class MetricNames {
    private static final Pattern METER =
            Pattern.compile(
                    "(?:Counter|Gauge|Timer|DistributionSummary|FunctionCounter)\\s*\\.builder\\(\\s*\"(sluice\\.[a-z0-9.]+)\""
                        + "|(?:counter|summary|gauge|timer|count)\\(\\s*(?:\\w+,\\s*)?\"(sluice\\.[a-z0-9.]+)\"");

    private MetricNames() {}

    public static List<String> all() {
        SortedSet<String> names = new TreeSet<>();
        for (Path file : SourceFiles.product()) {
            Matcher meter = METER.matcher(SourceFiles.read(file));
            while (meter.find()) {
                String name = meter.group(1) == null ? meter.group(2) : meter.group(1);
                names.add(name.replace('.', '_'));
            }
        }
        return new ArrayList<>(names);
    }
}
