package io.cpubound.localcluster.api;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One request on a resource, already authenticated and with its kind found.
 *
 * @param namespace "" at the cluster scope, or over all namespaces
 * @param name "" for the collection
 * @param subresource "" for the object itself
 * @param contentType of the body, without parameters
 * @param warnings what the answer's Warning headers will say; handlers add to it
 */
record Call(
        Kind kind,
        String namespace,
        String name,
        String subresource,
        String verb,
        MultiMap query,
        String contentType,
        Media accept,
        String body,
        String userAgent,
        User user,
        List<String> warnings) {

    /** Who asks. */
    record User(String name, String uid, List<String> groups) {}

    String query(String key) {
        String value = query.get(key);
        return value == null ? "" : value;
    }

    boolean flag(String key) {
        String value = query(key);
        return value.equals("true") || value.equals("1") || (value.isEmpty() && query.contains(key));
    }

    boolean dryRun() {
        String value = query("dryRun");
        if (!value.isEmpty() && !value.equals("All")) {
            String options =
                    switch (verb) {
                        case "create" -> "CreateOptions";
                        case "patch" -> "PatchOptions";
                        case "update" -> "UpdateOptions";
                        default -> "DeleteOptions";
                    };
            throw ApiException.of(
                    422,
                    "Invalid",
                    options + ".meta.k8s.io \"\" is invalid: dryRun: Unsupported value: \"" + value
                            + "\": supported values: \"All\"");
        }
        return value.equals("All");
    }

    /** The field manager: as asked, or the first word of the user agent, as the real server has it. */
    String manager() {
        String asked = query("fieldManager");
        return asked.isEmpty() ? Arrays.asList(userAgent.split("/", 2)).get(0) : asked;
    }

    boolean yaml() {
        return contentType.contains("yaml");
    }

    boolean wantsTable() {
        return accept.form() == Media.Form.TABLE;
    }

    /** The same call on a certain object of another kind: an eviction is a delete. */
    Call with(String otherVerb, String otherSubresource, String otherBody) {
        return new Call(
                kind,
                namespace,
                name,
                otherSubresource,
                otherVerb,
                query,
                "application/json",
                accept,
                otherBody,
                userAgent,
                user,
                new ArrayList<>());
    }
}
