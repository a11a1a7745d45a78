package dev.sluice.it.client;

import java.util.List;
import java.util.Map;

/// The `openai` packages for Python and Node.
public final class OpenAiPackages {
    private static final String WHAT = "the openai client";
    private static final String PYTHON_VERSION = "3.54.0";
    private static final String NODE_VERSION = "7.55.0";

    private OpenAiPackages() {}

    /// Runs `openai_client.py` against `gateway`; returns what it printed.
    public static String runPython(Gateway gateway, String model) {
        var packages = new ForeignPackages("openai-python", WHAT, PYTHON_VERSION);
        String python = packages.installPython(List.of("openai==" + PYTHON_VERSION));
        return run(packages, python, "openai_client.py", gateway, model);
    }

    /// Runs `openai_client.mjs` against `gateway`; returns what it printed.
    public static String runNode(Gateway gateway, String model) {
        var packages = new ForeignPackages("openai-node", WHAT, NODE_VERSION);
        packages.install(
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
        return run(packages, "node", "openai_client.mjs", gateway, model);
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
