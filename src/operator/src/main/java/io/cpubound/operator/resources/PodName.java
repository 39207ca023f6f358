package io.cpubound.operator.resources;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of an app's pod says. A name cannot be changed and labels can, by anybody: where the two differ, the name is right.
 *
 * @param revision the revision it was made from
 * @param slot the place that it fills
 */
public record PodName(String revision, int slot) {

    private static final Pattern REVISION_AND_SLOT = Pattern.compile("([a-z0-9]+)-(0|[1-9][0-9]{0,8})");

    /** Reads a name; empty when the operator gives no such names. */
    public static Optional<PodName> of(AppIdentity app, String name) {
        String prefix = app.name() + "-";
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        Matcher rest = REVISION_AND_SLOT.matcher(name.substring(prefix.length()));
        return rest.matches()
                ? Optional.of(new PodName(rest.group(1), Integer.parseInt(rest.group(2))))
                : Optional.empty();
    }
}
