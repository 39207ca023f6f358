package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.api.Call.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is asked and forgotten: may I, who is this token. */
final class Reviews {

    private final Rbac rbac;
    private final Tokens tokens;

    Reviews(Rbac rbac, Tokens tokens) {
        this.rbac = rbac;
        this.tokens = tokens;
    }

    Answer answer(Call call) {
        ObjectNode review = Bodies.object(call);
        ObjectNode status = review.putObject("status");
        JsonNode spec = review.path("spec");
        switch (call.kind().kind()) {
            case "SelfSubjectAccessReview" -> access(call.user(), spec, status);
            case "SubjectAccessReview" -> access(named(spec), spec, status);
            case "SelfSubjectRulesReview" ->
                rules(call.user(), spec.path("namespace").asText(), status);
            default -> token(spec.path("token").asText(), status);
        }
        Json.under(review, "metadata");
        return Answer.created(review);
    }

    private static User named(JsonNode spec) {
        List<String> groups = new ArrayList<>();
        spec.path("groups").forEach(group -> groups.add(group.asText()));
        return new User(spec.path("user").asText(), "", groups);
    }

    private void access(User user, JsonNode spec, ObjectNode status) {
        JsonNode asked = spec.path("resourceAttributes");
        boolean allowed = spec.has("nonResourceAttributes")
                ? user.groups().contains("system:masters")
                        || spec.path("nonResourceAttributes")
                                .path("verb")
                                .asText()
                                .equals("get")
                : rbac.allows(
                        user,
                        new Rbac.Question(
                                asked.path("verb").asText(),
                                asked.path("group").asText(),
                                asked.path("resource").asText(),
                                asked.path("subresource").asText(),
                                asked.path("namespace").asText(),
                                asked.path("name").asText()));
        status.put("allowed", allowed);
    }

    private void rules(User user, String namespace, ObjectNode status) {
        ArrayNode resources = status.putArray("resourceRules");
        status.putArray("nonResourceRules");
        status.put("incomplete", false);
        if (user.groups().contains("system:masters")) {
            ObjectNode all = resources.addObject();
            List.of("verbs", "apiGroups", "resources")
                    .forEach(field -> all.putArray(field).add("*"));
        }
        rbac.rules(user, namespace).forEach(rule -> resources.add(rule.deepCopy()));
    }

    private void token(String token, ObjectNode status) {
        Optional<User> user = tokens.user(token);
        status.put("authenticated", user.isPresent());
        user.ifPresent(found -> {
            ObjectNode about =
                    status.putObject("user").put("username", found.name()).put("uid", found.uid());
            found.groups().forEach(about.putArray("groups")::add);
        });
    }
}
