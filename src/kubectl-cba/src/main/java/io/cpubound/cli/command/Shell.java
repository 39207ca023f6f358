package io.cpubound.cli.command;

import io.cpubound.cli.view.Paint;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;

/** Where a command runs: its output, the time, and the terminal if there is one. */
public record Shell(PrintWriter out, PrintWriter err, Clock clock, Screen screen) {

    /**
     * The terminal.
     *
     * @param isTerminal whether standard output is one
     * @param columns lines are cut there while the screen is redrawn; 0 for never
     * @param rows likewise
     */
    public record Screen(boolean isTerminal, Paint paint, int columns, int rows) {

        /** No terminal. */
        public static final Screen NONE = new Screen(false, Paint.PLAIN, 0, 0);

        /** From what the launcher has found: Java itself cannot ask whether only its output is a terminal. */
        public static Screen of(String isTerminal, String size, Map<String, String> environment) {
            if (!Boolean.parseBoolean(isTerminal)) {
                return NONE;
            }
            boolean isPlain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                    || environment.getOrDefault("TERM", "dumb").equals("dumb");
            String[] rowsAndColumns = size.matches("\\d{1,5} \\d{1,5}") ? size.split(" ", -1) : new String[] {"0", "0"};
            return new Screen(
                    true,
                    isPlain ? Paint.PLAIN : Paint.COLOURS,
                    Integer.parseInt(rowsAndColumns[1]),
                    Integer.parseInt(rowsAndColumns[0]));
        }
    }

    void print(String line) {
        out.println(line);
        out.flush();
    }

    void print(Iterable<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }
}
