package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.api.Call.User;
import java.util.ArrayList;
import java.util.List;

/** Who may do what: roles and their bindings. Nobody but {@code system:masters} may do anything without one. */
final class Rbac {

    private static final String GROUP = "rbac.authorization.k8s.io";

    /** What is asked: may somebody do this? */
    record Question(String verb, String group, String resource, String subresource, String namespace, String name) {
        String path() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }

    private final Store store;

    Rbac(Store store) {
        this.store = store;
    }

    boolean allows(User user, Question question) {
        if (user.groups().contains("system:masters")) {
            return true;
        }
        return rules(user, question.namespace()).stream().anyMatch(rule -> covers(rule, question));
    }

    /** Whether somebody may ask for what is no resource: {@code /version}. */
    boolean allowsPath(User user, String verb, String path) {
        return user.groups().contains("system:masters")
                || rules(user, "").stream()
                        .anyMatch(rule -> contains(rule.path("verbs"), verb)
                                && rule.path("nonResourceURLs")
                                        .valueStream()
                                        .anyMatch(one -> fits(one.asText(), path)));
    }

    private static boolean fits(String pattern, String path) {
        return pattern.endsWith("*")
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(path);
    }

    ApiException refusal(User user, String verb, String path) {
        return ApiException.of(
                403, "Forbidden", "forbidden: User \"" + user.name() + "\" cannot " + verb + " path \"" + path + "\"");
    }

    ApiException refusal(User user, Question question, Kind kind) {
        String where = question.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"" + question.namespace() + "\"";
        return ApiException.forbidden(
                kind,
                question.name(),
                "User \"" + user.name() + "\" cannot " + question.verb() + " resource \"" + question.path()
                        + "\" in API group \"" + question.group() + "\" " + where);
    }

    /** All rules that hold for a user in a namespace ("": at the cluster scope). */
    List<JsonNode> rules(User user, String namespace) {
        List<JsonNode> rules = new ArrayList<>();
        store.list("clusterrolebindings." + GROUP, "").forEach(binding -> add(rules, user, binding, ""));
        if (!namespace.isEmpty()) {
            store.list("rolebindings." + GROUP, namespace).forEach(binding -> add(rules, user, binding, namespace));
        }
        return rules;
    }

    private void add(List<JsonNode> rules, User user, ObjectNode binding, String namespace) {
        if (binding.path("subjects").valueStream().noneMatch(subject -> is(subject, user))) {
            return;
        }
        JsonNode reference = binding.path("roleRef");
        String name = reference.path("name").asText();
        ObjectNode role = reference.path("kind").asText().equals("ClusterRole")
                ? store.get("clusterroles." + GROUP, "", name)
                : store.get("roles." + GROUP, namespace, name);
        if (role != null) {
            role.path("rules").forEach(rules::add);
        }
    }

    private static boolean is(JsonNode subject, User user) {
        String name = subject.path("name").asText();
        return switch (subject.path("kind").asText()) {
            case "User" -> user.name().equals(name);
            case "Group" -> user.groups().contains(name);
            case "ServiceAccount" ->
                user.name()
                        .equals("system:serviceaccount:"
                                + subject.path("namespace").asText() + ":" + name);
            default -> false;
        };
    }

    private static boolean covers(JsonNode rule, Question question) {
        JsonNode names = rule.path("resourceNames");
        return contains(rule.path("verbs"), question.verb())
                && contains(rule.path("apiGroups"), question.group())
                && resource(rule.path("resources"), question)
                && (names.isEmpty()
                        || names.valueStream().anyMatch(name -> name.asText().equals(question.name())));
    }

    private static boolean resource(JsonNode resources, Question question) {
        return contains(resources, question.path())
                || (!question.subresource().isEmpty()
                        && resources.valueStream().anyMatch(one -> one.asText().equals("*/" + question.subresource())));
    }

    private static boolean contains(JsonNode list, String value) {
        return list.valueStream()
                .anyMatch(one -> one.asText().equals("*") || one.asText().equals(value));
    }
}
