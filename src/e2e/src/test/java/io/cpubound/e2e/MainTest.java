package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void whateverIsThrownIsAnExitCodeAndNoThreadThatEndsAlone() {
        assertThat(Main.exitCode(() -> {
                    throw new IOException("no room");
                }))
                .isEqualTo(1);
        assertThat(Main.exitCode(() -> {
                    throw new NoClassDefFoundError("a jar is broken");
                }))
                .isEqualTo(1);
        assertThat(Main.exitCode(() -> 2)).isEqualTo(2);
    }
}
