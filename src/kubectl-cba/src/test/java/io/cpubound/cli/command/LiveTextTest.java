package io.cpubound.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.command.Shell.Screen;
import io.cpubound.cli.view.Paint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveTextTest {

    private final StringWriter out = new StringWriter();

    @Test
    void theSameTextIsNotDrawnTwice() {
        LiveText live = live(80, 24);
        live.show(List.of("a"));
        String once = out.toString();

        live.show(List.of("a"));

        assertThat(out).hasToString(once);
    }

    @Test
    void aRedrawBeginsAtTheTopAndErasesWhatIsLeft() {
        LiveText live = live(80, 24);
        live.show(List.of("first", "second"));
        out.getBuffer().setLength(0);

        live.show(List.of("third"));

        assertThat(out).hasToString("\u001b[Hthird\u001b[K\n\u001b[J");
    }

    @Test
    void whatDoesNotFitOnTheScreenIsCut() {
        live(3, 2).show(List.of("\u001b[31mabcdef\u001b[0m", "second"));

        assertThat(out).hasToString("\u001b[2J\u001b[H\u001b[31mabc\u001b[0m\u001b[K\n\u001b[J");
    }

    @Test
    void coloursAreForTerminalsWithoutNoColor() {
        assertThat(Screen.of("true", "24 80", Map.of("TERM", "xterm")))
                .isEqualTo(new Screen(true, Paint.COLOURS, 80, 24));
        assertThat(Screen.of("true", "24 80", Map.of("TERM", "xterm", "NO_COLOR", "1"))
                        .paint())
                .isEqualTo(Paint.PLAIN);
        assertThat(Screen.of("true", "", Map.of("TERM", "dumb")).paint()).isEqualTo(Paint.PLAIN);
        assertThat(Screen.of("false", "24 80", Map.of("TERM", "xterm"))).isEqualTo(Screen.NONE);
    }

    private LiveText live(int columns, int rows) {
        Screen screen = new Screen(true, Paint.PLAIN, columns, rows);
        return new LiveText(
                new Shell(new PrintWriter(out), new PrintWriter(new StringWriter()), Clock.systemUTC(), screen));
    }
}
