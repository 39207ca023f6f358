package io.cpubound.cli.view;

import io.cpubound.cli.view.Paint.Ink;
import java.util.Locale;

/** Where a pod is on its way. */
public enum PodState {
    /** Its container starts, or is not ready yet. */
    STARTING(Ink.UNDER_WAY),
    /** It is ready, and the operator's request to it is under way. */
    VERIFYING(Ink.UNDER_WAY),
    /** It is ready, and nginx does not list it yet. */
    READY(Ink.UNDER_WAY),
    /** nginx lists it, with less than its weight. */
    WARMING(Ink.UNDER_WAY),
    SERVING(Ink.GOOD),
    /** It is marked to leave, and finishes its requests. */
    DRAINING(Ink.UNDER_WAY),
    /** It was told to stop. */
    ENDING(Ink.QUIET),
    FAILING(Ink.BAD);

    private final Ink ink;

    PodState(Ink ink) {
        this.ink = ink;
    }

    Ink ink() {
        return ink;
    }

    /** For people. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
