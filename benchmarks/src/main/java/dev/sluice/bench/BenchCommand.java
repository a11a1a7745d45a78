package dev.sluice.bench;

import dev.sluice.bench.accuracy.AccuracyCommand;
import dev.sluice.bench.crowd.StreamsCommand;
import dev.sluice.bench.engine.EngineCommand;
import dev.sluice.bench.load.LoadCommand;
import dev.sluice.bench.mask.MaskBenchCommand;
import dev.sluice.bench.micro.MicroCommand;
import dev.sluice.bench.scheduling.SchedulerCommand;
import picocli.CommandLine.Command;

/// Groups the benchmarks. Each prints a table, and with `--json` one line of JSON after it.
@Command(
        name = "bench",
        description = "Measures this machine, the model and a running mesh.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EngineCommand.class,
            AccuracyCommand.class,
            LoadCommand.class,
            StreamsCommand.class,
            SchedulerCommand.class,
            MaskBenchCommand.class,
            MicroCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice bench engine --threads 2",
            "  ./sluice bench accuracy",
            "  ./sluice bench load --streams 1,8 --duration 60s",
            "  ./sluice bench streams --connections 10000 --duration 60s",
            "  ./sluice bench scheduler",
            "  ./sluice bench mask --corpus generated_large.json",
            "  ./sluice bench micro --filter MaskerBenchmark --texts PROSE",
        })
public final class BenchCommand {}
