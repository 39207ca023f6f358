package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether rules that somebody wants to grant are among those that he has. */
final class Grants {

    private Grants() {}

    /** Every single right of a rule must be covered, each by any one of those held. */
    static boolean covered(JsonNode rule, List<JsonNode> held) {
        for (JsonNode verb : rule.path("verbs")) {
            for (JsonNode path : rule.path("nonResourceURLs")) {
                if (held.stream().noneMatch(one -> has(one, "verbs", verb) && has(one, "nonResourceURLs", path))) {
                    return false;
                }
            }
            for (JsonNode group : rule.path("apiGroups")) {
                for (JsonNode resource : rule.path("resources")) {
                    if (!held(rule, held, verb, group, resource)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean held(JsonNode rule, List<JsonNode> held, JsonNode verb, JsonNode group, JsonNode resource) {
        return held.stream()
                .anyMatch(one -> has(one, "verbs", verb)
                        && has(one, "apiGroups", group)
                        && has(one, "resources", resource)
                        && names(rule, one));
    }

    private static boolean names(JsonNode rule, JsonNode held) {
        return held.path("resourceNames").isEmpty()
                || (!rule.path("resourceNames").isEmpty()
                        && rule.path("resourceNames").valueStream().allMatch(name -> has(held, "resourceNames", name)));
    }

    private static boolean has(JsonNode rule, String field, JsonNode value) {
        return rule.path(field).valueStream().anyMatch(one -> one.asText().equals("*") || one.equals(value));
    }

    /** As the real message has it: {@code {APIGroups:[""], Resources:["secrets"], Verbs:["get"]}} */
    static String text(JsonNode rule) {
        List<String> parts = new ArrayList<>();
        add(parts, "NonResourceURLs", rule.path("nonResourceURLs"));
        add(parts, "APIGroups", rule.path("apiGroups"));
        add(parts, "Resources", rule.path("resources"));
        add(parts, "ResourceNames", rule.path("resourceNames"));
        add(parts, "Verbs", rule.path("verbs"));
        return "{" + String.join(", ", parts) + "}";
    }

    private static void add(List<String> parts, String name, JsonNode values) {
        if (!values.isEmpty()) {
            parts.add(name + ":" + values.toString().replace(",", " "));
        }
    }
}
