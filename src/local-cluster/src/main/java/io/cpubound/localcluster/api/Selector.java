package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which objects a list or a watch is about: labels and fields. */
final class Selector {

    private static final Pattern SET = Pattern.compile("([^\\s,!=()]+)\\s+(in|notin)\\s+\\(([^)]*)\\)");
    private static final Pattern EQUAL = Pattern.compile("([^\\s,!=()]+)\\s*(==|=|!=)\\s*([^\\s,]*)");
    private static final Pattern PRESENT = Pattern.compile("(!?)\\s*([^\\s,!=()]+)");
    private static final Pattern COMMA_OUTSIDE = Pattern.compile(",(?![^(]*\\))");

    /** What can be selected by, beside name and namespace. */
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "pods",
            Set.of(
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "status.phase",
                    "status.podIP",
                    "status.nominatedNodeName"),
            "events",
            Set.of(
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "reason",
                    "reportingComponent",
                    "source",
                    "type"),
            "namespaces",
            Set.of("status.phase"),
            "nodes",
            Set.of("spec.unschedulable"),
            "secrets",
            Set.of("type"),
            "replicasets.apps",
            Set.of("status.replicas"),
            "services",
            Set.of("spec.clusterIP", "spec.type"));

    private Selector() {}

    static Predicate<ObjectNode> of(Call call) {
        Predicate<ObjectNode> both = labels(call.query("labelSelector")).and(fields(call));
        return call.name().isEmpty()
                ? both
                : both.and(object -> Json.name(object).equals(call.name()));
    }

    static Predicate<ObjectNode> labels(String selector) {
        Predicate<ObjectNode> all = object -> true;
        for (String part : parts(selector)) {
            all = all.and(label(part));
        }
        return all;
    }

    /** Whether a LabelSelector of a specification covers an object; one with nothing in it covers all, none covers nothing. */
    static boolean matches(@Nullable JsonNode selector, ObjectNode object) {
        if (selector == null || selector.isNull()) {
            return false;
        }
        JsonNode labels = object.path("metadata").path("labels");
        boolean equal = selector.path("matchLabels").properties().stream()
                .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
        return equal
                && selector.path("matchExpressions").valueStream().allMatch(one -> {
                    JsonNode value = labelOf(object, one.path("key").asText());
                    boolean listed = value.isTextual()
                            && one.path("values").valueStream().anyMatch(value::equals);
                    return switch (one.path("operator").asText()) {
                        case "In" -> listed;
                        case "NotIn" -> !listed;
                        case "Exists" -> value.isTextual();
                        default -> !value.isTextual();
                    };
                });
    }

    private static List<String> parts(String selector) {
        List<String> result = new ArrayList<>();
        for (String part : COMMA_OUTSIDE.split(selector, -1)) {
            if (!part.isBlank()) {
                result.add(part.trim());
            }
        }
        return result;
    }

    private static Predicate<ObjectNode> label(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            List<String> values =
                    Arrays.stream(set.group(3).split(",", -1)).map(String::trim).toList();
            boolean in = set.group(2).equals("in");
            return object -> {
                JsonNode value = labelOf(object, set.group(1));
                return in == (value.isTextual() && values.contains(value.asText()));
            };
        }
        Matcher equal = EQUAL.matcher(part);
        if (equal.matches()) {
            if (equal.group(3).startsWith("=")) {
                throw ApiException.badRequest("unable to parse requirement: found '=', expected: identifier");
            }
            boolean wanted = !equal.group(2).equals("!=");
            return object -> {
                JsonNode value = labelOf(object, equal.group(1));
                return wanted == (value.isTextual() && value.asText().equals(equal.group(3)));
            };
        }
        Matcher present = PRESENT.matcher(part);
        if (present.matches()) {
            boolean wanted = present.group(1).isEmpty();
            return object -> wanted == labelOf(object, present.group(2)).isTextual();
        }
        throw ApiException.badRequest("unable to parse requirement: " + part);
    }

    private static JsonNode labelOf(ObjectNode object, String name) {
        return object.path("metadata").path("labels").path(name);
    }

    private static Predicate<ObjectNode> fields(Call call) {
        Predicate<ObjectNode> all = object -> true;
        for (String part : parts(call.query("fieldSelector"))) {
            Matcher equal = EQUAL.matcher(part);
            if (!equal.matches()) {
                throw ApiException.badRequest("invalid selector: '" + part + "'; can't understand '" + part + "'");
            }
            String path = equal.group(1);
            check(call.kind(), path);
            boolean wanted = !equal.group(2).equals("!=");
            all = all.and(object -> wanted == fieldOf(object, path).equals(equal.group(3)));
        }
        return all;
    }

    private static void check(Kind kind, String path) {
        boolean known = path.equals("metadata.name")
                || path.equals("metadata.namespace")
                || FIELDS.getOrDefault(kind.resource(), Set.of()).contains(path)
                || kind.definition().map(crd -> selectable(crd, path)).orElse(false);
        if (!known) {
            boolean own = FIELDS.containsKey(kind.resource());
            throw ApiException.badRequest(
                    own
                            ? "field label not supported: " + path
                            : "\"" + path + "\" is not a known field selector: only \"metadata.name\","
                                    + " \"metadata.namespace\"");
        }
    }

    private static boolean selectable(ObjectNode crd, String path) {
        return crd.path("spec")
                .path("versions")
                .valueStream()
                .flatMap(version -> version.path("selectableFields").valueStream())
                .anyMatch(field -> field.path("jsonPath").asText().equals("." + path));
    }

    private static String fieldOf(ObjectNode object, String path) {
        JsonNode at = object;
        for (String step : path.split("\\.", -1)) {
            at = at.path(step);
        }
        return path.equals("spec.unschedulable") && at.isMissingNode() ? "false" : at.asText();
    }
}
