package io.cpubound.cli.view;

import io.cpubound.cli.view.Paint.Ink;
import java.util.ArrayList;
import java.util.List;

/** Rows of cells, one under the other. */
final class Table {

    private static final String GAP = "  ";

    private final List<List<Cell>> rows = new ArrayList<>();

    /** A piece of text. */
    record Cell(String text, Ink ink) {

        static Cell of(String text) {
            return new Cell(text, Ink.NORMAL);
        }
    }

    void row(List<Cell> cells) {
        rows.add(List.copyOf(cells));
    }

    /** The rows; a column is as wide as its widest cell, and nothing stands behind the last. */
    List<String> lines(Paint paint) {
        return rows.stream().map(row -> line(row, paint)).toList();
    }

    private String line(List<Cell> row, Paint paint) {
        int last = row.size() - 1;
        while (last > 0 && row.get(last).text().isEmpty()) {
            last--;
        }
        StringBuilder line = new StringBuilder();
        for (int column = 0; column <= last; column++) {
            Cell cell = row.get(column);
            line.append(paint.of(cell.ink(), cell.text()));
            if (column < last) {
                line.append(" ".repeat(width(column) - cell.text().length())).append(GAP);
            }
        }
        return line.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .mapToInt(row -> row.get(column).text().length())
                .max()
                .orElse(0);
    }
}
