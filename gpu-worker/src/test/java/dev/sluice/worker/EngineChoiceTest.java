package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class EngineChoiceTest {
    @Command
    private static final class Program {
        @Mixin private final EngineChoice engine = new EngineChoice();
    }

    private static EngineChoice chosen(String... words) {
        var program = new Program();
        var _ = new CommandLine(program).parseArgs(words);
        return program.engine;
    }

    @Test
    void aRemoteServerIsConfiguration() {
        // When
        EngineChoice engine =
                chosen(
                        "--engine",
                        "remote",
                        "--remote-url",
                        "http://gpu-1:8000/v1",
                        "--remote-model",
                        "org/large");

        // Then
        assertThat(engine.isNative()).isFalse();
        assertThat(engine.settings())
                .isEqualTo(
                        Map.of(
                                "sluice.worker.engine", "remote",
                                "sluice.worker.remote.url", "http://gpu-1:8000/v1",
                                "sluice.worker.remote.model", "org/large"));
    }

    @Test
    void aRemoteEngineNeedsAModel() {
        assertThatThrownBy(() -> chosen("--engine", "remote").requireModel(null))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--model");
        chosen("--engine", "remote").requireModel("large");
        chosen("--engine", "simulated").requireModel(null);
    }

    @Test
    void aServersUrlNeedsTheRemoteEngine() {
        assertThatThrownBy(() -> chosen("--remote-url", "http://gpu-1:8000/v1").settings())
                .isInstanceOf(ParameterException.class)
                .hasMessage("--remote-url needs --engine remote");
    }

    @Test
    void anEngineThatThereIsNotIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> chosen("--engine", "vllm").settings())
                .isInstanceOf(ParameterException.class)
                .hasMessage("--engine must be native, simulated or remote, not vllm");
    }
}
