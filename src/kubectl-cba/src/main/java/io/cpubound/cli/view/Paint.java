package io.cpubound.cli.view;

/** Colours for a terminal, or none. */
public enum Paint {
    COLOURS,
    PLAIN;

    /** What a piece of text means. */
    public enum Ink {
        NORMAL(""),
        GOOD("32"),
        UNDER_WAY("33"),
        BAD("31"),
        QUIET("2"),
        TITLE("1");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    /** The text in that ink. */
    public String of(Ink ink, String text) {
        return this == PLAIN || ink.code.isEmpty() || text.isEmpty()
                ? text
                : "\u001b[" + ink.code + "m" + text + "\u001b[0m";
    }
}
