package io.cpubound.cli.command;

import java.util.List;

/** Text on a terminal that is redrawn where it stands. */
final class LiveText {

    private static final String HOME = "\u001b[H";
    private static final String CLEAR = "\u001b[2J";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    private static final String RESET = "\u001b[0m";

    private final Shell shell;
    private List<String> shown = List.of();

    LiveText(Shell shell) {
        this.shell = shell;
    }

    /** Draws it, unless it stands there already. Lines that do not fit are cut: a wrapped line would push the others away. */
    void show(List<String> lines) {
        if (lines.equals(shown)) {
            return;
        }
        StringBuilder text = new StringBuilder(shown.isEmpty() ? CLEAR + HOME : HOME);
        int rows = shell.screen().rows();
        int fitting = rows == 0 ? lines.size() : Math.min(lines.size(), rows - 1);
        lines.subList(0, fitting)
                .forEach(line -> text.append(cut(line, shell.screen().columns()))
                        .append(REST_OF_LINE)
                        .append('\n'));
        text.append(REST_OF_SCREEN);
        shell.out().print(text);
        shell.out().flush();
        shown = List.copyOf(lines);
    }

    /** The first so many characters; colours take no room. */
    static String cut(String line, int columns) {
        if (columns == 0) {
            return line;
        }
        int seen = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\u001b') {
                i = line.indexOf('m', i);
            } else if (++seen > columns) {
                return line.substring(0, i) + RESET;
            }
        }
        return line;
    }
}
