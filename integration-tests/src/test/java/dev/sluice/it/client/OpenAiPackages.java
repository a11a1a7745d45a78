package dev.sluice.it.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The `openai` packages for Python and Node.
public final class OpenAiPackages {
    private static final String WHAT = "the openai client";
    private static final String PYTHON_VERSION = "3.54.0";
    private static final String NODE_VERSION = "7.55.0";

    private static final ForeignPackages PYTHON =
            new ForeignPackages("openai-python", WHAT, PYTHON_VERSION);
    private static final ForeignPackages NODE =
            new ForeignPackages("openai-node", WHAT, NODE_VERSION);

    private OpenAiPackages() {}

    /// Runs `openai_client.py` against `gateway`; returns what it printed.
    public static String runPython(Gateway gateway, String model) {
        return run(PYTHON, installPython(), "openai_client.py", gateway, model);
    }

    /// Runs `openai_client.mjs` against `gateway`; returns what it printed.
    public static String runNode(Gateway gateway, String model) {
        var _ = installNode();
        return run(NODE, "node", "openai_client.mjs", gateway, model);
    }

    /// An interpreter that has the package.
    static String installPython() {
        return PYTHON.installPython(List.of("openai==" + PYTHON_VERSION));
    }

    /// The folder where `node` finds the package.
    static Path installNode() {
        NODE.install(
                List.of(
                        List.of(
                                "npm",
                                "install",
                                "--silent",
                                "--no-audit",
                                "--no-fund",
                                "--ignore-scripts",
                                "--prefix",
                                ".",
                                "openai@" + NODE_VERSION)));
        return NODE.folder();
    }

    private static String run(
            ForeignPackages packages,
            String interpreter,
            String script,
            Gateway gateway,
            String model) {
        return packages.run(
                interpreter,
                script,
                Map.of("SLUICE_API_KEY", gateway.key()),
                gateway.address() + "/v1",
                model);
    }
}
