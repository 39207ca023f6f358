package io.cpubound.backend;

import java.util.Optional;

/** Numbers as people write them into variables and queries. */
final class WholeNumber {

    private WholeNumber() {}

    /** The number, or nothing where the text is none or is not in the range (both ends included). */
    static Optional<Integer> parse(String text, int from, int to) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(number -> number >= from && number <= to);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
