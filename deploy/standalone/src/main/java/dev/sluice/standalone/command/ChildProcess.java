package dev.sluice.standalone.command;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Starts this same program once more, as a process of its own with the same JVM flags.
final class ChildProcess {
    private static final String RUNNABLE_JAR = "quarkus-run.jar";
    private static final String MAIN_CLASS = "dev.sluice.standalone.Main";

    private ChildProcess() {}

    /// The words before the arguments.
    static List<String> command() {
        var words = new ArrayList<String>();
        words.add(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(RUNNABLE_JAR)) {
            words.addAll(List.of("-jar", classPath));
        } else {
            words.addAll(List.of("-cp", classPath, MAIN_CLASS));
        }
        return words;
    }
}
