package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SharedLibrariesTest {
    @Test
    void loadsWhatTheSystemHas() {
        assertThat(SharedLibraries.refusal("libc.so.6")).isEmpty();
    }

    @Test
    void saysInTheLoadersWordsWhyALibraryCannotBeLoaded() {
        assertThat(SharedLibraries.refusal("libnowhere.so.7"))
                .hasValueSatisfying(why ->
                        assertThat(why).contains("libnowhere.so.7", "cannot open shared object"));
    }
}
