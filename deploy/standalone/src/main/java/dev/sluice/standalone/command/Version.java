package dev.sluice.standalone.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version that the build wrote into the jar.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {
            "sluice " + text(), "Java " + Runtime.version() + ", " + System.getProperty("os.name")
        };
    }

    static String text() throws IOException {
        try (InputStream file = Version.class.getResourceAsStream("/sluice-version.properties")) {
            var properties = new Properties();
            if (file != null) {
                properties.load(file);
            }
            return properties.getProperty("version", "unknown");
        }
    }
}
