package io.cpubound.e2e.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * Where the demo writes. On a terminal a frame is drawn over the one before; elsewhere a line is written when something changed. Colours follow
 * https://no-color.org.
 */
final class Screen {

    private static final String ESC = "\u001b[";

    private final PrintStream out;
    private final boolean redraws;
    private final boolean coloured;
    private int drawn;
    private String lastLine = "";

    private Screen(PrintStream out, boolean redraws, boolean coloured) {
        this.out = out;
        this.redraws = redraws;
        this.coloured = coloured;
    }

    static Screen of(PrintStream out, boolean terminal, Map<String, String> environment) {
        boolean capable = terminal && !"dumb".equals(environment.get("TERM"));
        boolean colours = capable && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Screen(out, capable, colours);
    }

    /** System.console() tells this only on some versions of Java; the shell tells it on all. */
    static boolean standardOutputIsATerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 1")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean redraws() {
        return redraws;
    }

    /** A line that stays. */
    synchronized void say(String line) {
        drawn = 0;
        out.println(line);
        out.flush();
    }

    /** Draws the frame over the one before; lines that are too long are cut at the edge and not wrapped. */
    synchronized void draw(List<String> frame) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append(ESC).append(drawn).append('F');
        }
        text.append(ESC).append("?7l");
        frame.forEach(line -> text.append(line).append(ESC).append("K\n"));
        text.append(ESC).append('J').append(ESC).append("?7h");
        out.print(text);
        out.flush();
        drawn = frame.size();
    }

    /** Writes the line, unless what it says is what the last one said. */
    synchronized void onChange(String prefix, String said) {
        if (!said.equals(lastLine)) {
            lastLine = said;
            out.println(prefix + said);
            out.flush();
        }
    }

    /** A colour of the terminal's own palette. */
    enum Colour {
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        BLUE("34"),
        CYAN("36"),
        GREY("90"),
        BOLD("1");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    String in(Colour colour, String text) {
        return coloured ? ESC + colour.code + "m" + text + ESC + "0m" : text;
    }
}
