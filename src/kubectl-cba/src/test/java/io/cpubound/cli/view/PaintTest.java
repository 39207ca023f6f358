package io.cpubound.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.view.Paint.Ink;
import io.cpubound.cli.view.Table.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaintTest {

    @Test
    void plainTextHasNoEscapes() {
        assertThat(Paint.PLAIN.of(Ink.BAD, "failing")).isEqualTo("failing");
    }

    @Test
    void coloursDoNotMoveTheColumns() {
        Table table = new Table();
        table.row(List.of(new Cell("failing", Ink.BAD), Cell.of("a")));
        table.row(List.of(new Cell("ok", Ink.GOOD), Cell.of("b")));

        assertThat(table.lines(Paint.COLOURS))
                .containsExactly("\u001b[31mfailing\u001b[0m  a", "\u001b[32mok\u001b[0m       b");
    }
}
