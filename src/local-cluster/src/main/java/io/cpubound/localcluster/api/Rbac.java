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

    /** Nobody grants what he has not; who may {@code escalate} or {@code bind} may. */
    void checkGrant(Call call, ObjectNode object) {
        Kind kind = call.kind();
        User user = call.user();
        if (!kind.group().equals(GROUP) || user.groups().contains("system:masters")) {
            return;
        }
        boolean binding = kind.kind().endsWith("Binding");
        Question free = new Question(
                binding ? "bind" : "escalate",
                GROUP,
                binding ? plural(object.path("roleRef")) : kind.plural(),
                "",
                call.namespace(),
                binding ? object.path("roleRef").path("name").asText() : Json.name(object));
        if (allows(user, free)) {
            return;
        }
        JsonNode granted =
                binding ? role(object.path("roleRef"), call.namespace()).path("rules") : object.path("rules");
        List<JsonNode> held = rules(user, call.namespace());
        List<String> missing = new ArrayList<>();
        for (JsonNode rule : granted) {
            if (!Grants.covered(rule, held)) {
                missing.add(Grants.text(rule));
            }
        }
        if (!missing.isEmpty()) {
            throw ApiException.forbidden(
                    kind,
                    Json.name(object),
                    "user \"" + user.name() + "\" (groups="
                            + user.groups().stream()
                                    .map(group -> "\"" + group + "\"")
                                    .toList()
                                    .toString()
                                    .replace(", ", " ")
                            + ") is attempting to grant RBAC permissions not currently held:\n"
                            + String.join("\n", missing));
        }
    }

    private static String plural(JsonNode reference) {
        return reference.path("kind").asText().equals("ClusterRole") ? "clusterroles" : "roles";
    }

    private JsonNode role(JsonNode reference, String namespace) {
        String name = reference.path("name").asText();
        ObjectNode role = reference.path("kind").asText().equals("ClusterRole")
                ? store.get("clusterroles." + GROUP, "", name)
                : store.get("roles." + GROUP, namespace, name);
        return role == null ? Json.nothing() : role;
    }

    private void add(List<JsonNode> rules, User user, ObjectNode binding, String namespace) {
        if (binding.path("subjects").valueStream().noneMatch(subject -> is(subject, user))) {
            return;
        }
        role(binding.path("roleRef"), namespace).path("rules").forEach(rules::add);
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

    static boolean covers(JsonNode rule, Question question) {
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
