package io.cpubound.operator.status;

/**
 * Something that the API server, or a rule of ours, does not let happen: a quota, Pod Security, a name that is taken.
 *
 * @param what was tried, such as {@code creating pod cpu-bound-app-x7c9f-1}
 * @param message why not, and what to do, in the words of who refused
 */
public record Refusal(String what, String message) {

    public String text() {
        return what + " was refused: " + message;
    }
}
