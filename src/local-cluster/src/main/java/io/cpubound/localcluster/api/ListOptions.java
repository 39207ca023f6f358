package io.cpubound.localcluster.api;

import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * From which version on, or at which one, a list or a watch is.
 *
 * @param version 0 when any will do
 * @param given whether a version was named, be it 0
 */
record ListOptions(long version, boolean given, boolean exact, boolean initialEvents) {

    private static final Set<String> MATCHES = Set.of("", "Exact", "NotOlderThan");

    /** @throws ApiException 422 for options that contradict each other, 400 or (of a watch) 500 for a version that is no number */
    static ListOptions of(Call call, boolean watch) {
        String version = call.query("resourceVersion");
        String match = call.query("resourceVersionMatch");
        boolean initial = call.query().contains("sendInitialEvents");
        List<FieldError> errors = new ArrayList<>();
        if (!watch && initial) {
            matchErrors(errors, version, match);
            errors.add(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        } else if (watch) {
            watchErrors(errors, match, initial);
        } else {
            matchErrors(errors, version, match);
        }
        if (!errors.isEmpty()) {
            String message = FieldError.joined("meta.k8s.io", "ListOptions", "", errors);
            throw ApiException.of(422, "Invalid", message);
        }
        return new ListOptions(
                number(version, watch),
                !version.isEmpty(),
                match.equals("Exact"),
                watch && call.flag("sendInitialEvents"));
    }

    private static void matchErrors(List<FieldError> errors, String version, String match) {
        if (match.isEmpty()) {
            return;
        }
        if (version.isEmpty()) {
            errors.add(forbidden(
                    "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }
        if (!MATCHES.contains(match)) {
            errors.add(new FieldError(
                    "FieldValueNotSupported",
                    "resourceVersionMatch",
                    "Unsupported value: \"" + match + "\": supported values: \"Exact\", \"NotOlderThan\", \"\""));
        } else if (match.equals("Exact") && version.equals("0")) {
            errors.add(forbidden(
                    "resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
    }

    private static void watchErrors(List<FieldError> errors, String match, boolean initial) {
        if (initial && !match.equals("NotOlderThan")) {
            errors.add(forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        } else if (!initial && !match.isEmpty()) {
            errors.add(forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
    }

    private static FieldError forbidden(String field, String why) {
        return new FieldError("FieldValueForbidden", field, "Forbidden: " + why);
    }

    static long number(String version, boolean watch) {
        try {
            return version.isEmpty() ? 0 : Long.parseUnsignedLong(version);
        } catch (NumberFormatException e) {
            String why = "resourceVersion: Invalid value: \"" + version + "\": strconv.ParseUint: parsing \"" + version
                    + "\": invalid syntax";
            throw watch ? ApiException.of(500, "", why) : ApiException.badRequest("invalid resource version: " + why);
        }
    }
}
