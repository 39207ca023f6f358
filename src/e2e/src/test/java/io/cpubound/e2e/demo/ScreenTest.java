package io.cpubound.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aTerminalIsDrawnOverAndColoured() {
        Screen screen = Screen.of(out, true, Map.of());
        screen.draw(List.of("one", "two"));
        screen.draw(List.of("three"));

        assertThat(written()).contains("\u001b[2F");
        assertThat(screen.in(Screen.Colour.RED, "x")).isEqualTo("\u001b[31mx\u001b[0m");
    }

    @Test
    void noColorIsRespected() {
        assertThat(Screen.of(out, true, Map.of("NO_COLOR", "1")).in(Screen.Colour.RED, "x"))
                .isEqualTo("x");
    }

    @Test
    void elsewhereALineIsWrittenOnlyWhenSomethingChanged() {
        Screen screen = Screen.of(out, false, Map.of());
        screen.onChange("1 s", " a");
        screen.onChange("2 s", " a");
        screen.onChange("3 s", " b");

        assertThat(screen.redraws()).isFalse();
        assertThat(written()).isEqualTo("1 s a\n3 s b\n");
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
