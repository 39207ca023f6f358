package io.cpubound.localcluster.api;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How versions of an API rank: v2, v1, v2beta1, v1beta2, v1alpha1, and what is no version at all by its letters. */
final class VersionOrder {

    private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    static final Comparator<String> PREFERRED_FIRST = Comparator.comparingInt(VersionOrder::stability)
            .thenComparing(version -> number(version, 1), Comparator.reverseOrder())
            .thenComparing(version -> number(version, 3), Comparator.reverseOrder())
            .thenComparing(Comparator.naturalOrder());

    private VersionOrder() {}

    private static int stability(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return 3;
        }
        return parts.group(2) == null ? 0 : parts.group(2).equals("beta") ? 1 : 2;
    }

    private static int number(String version, int group) {
        Matcher parts = VERSION.matcher(version);
        return parts.matches() && parts.group(group) != null ? Integer.parseInt(parts.group(group)) : 0;
    }
}
