package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.api.Call.User;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is asked and forgotten: may I, who am I, who is this token. */
final class Reviews {

    private final Rbac rbac;
    private final Tokens tokens;

    Reviews(Rbac rbac, Tokens tokens) {
        this.rbac = rbac;
        this.tokens = tokens;
    }

    Answer answer(Call call) {
        ObjectNode review = call.kind().schema().withDefaults(Bodies.object(call));
        ObjectNode status = review.putObject("status");
        JsonNode spec = review.path("spec");
        switch (call.kind().kind()) {
            case "SelfSubjectReview" -> self(call.user(), review, status);
            case "SelfSubjectAccessReview" -> access(call.user(), spec, status);
            case "SubjectAccessReview" -> access(named(spec), spec, status);
            case "LocalSubjectAccessReview" -> {
                checkNamespace(call, spec);
                access(named(spec), spec, status);
            }
            case "SelfSubjectRulesReview" ->
                rules(call.user(), spec.path("namespace").asText(), status);
            default -> token(spec, status);
        }
        Json.under(review, "metadata");
        return Answer.created(review);
    }

    private static void self(User user, ObjectNode review, ObjectNode status) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Json.under(review, "metadata").put("creationTimestamp", now);
        about(user, status.putObject("userInfo"));
    }

    private static void about(User user, ObjectNode about) {
        about.put("username", user.name());
        if (!user.uid().isEmpty()) {
            about.put("uid", user.uid());
        }
        user.groups().forEach(about.putArray("groups")::add);
    }

    private static void checkNamespace(Call call, JsonNode spec) {
        String asked = spec.path("resourceAttributes").path("namespace").asText();
        if (!asked.equals(call.namespace())) {
            throw ApiException.badRequest(
                    "spec.resourceAttributes.namespace must match namespace: " + call.namespace());
        }
    }

    private static User named(JsonNode spec) {
        List<String> groups = new ArrayList<>();
        spec.path("groups").forEach(group -> groups.add(group.asText()));
        return new User(spec.path("user").asText(), "", groups);
    }

    private void access(User user, JsonNode spec, ObjectNode status) {
        JsonNode asked = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        boolean allowed = path.isObject()
                ? rbac.allowsPath(
                        user, path.path("verb").asText(), path.path("path").asText())
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
        ArrayNode paths = status.putArray("nonResourceRules");
        status.put("incomplete", false);
        for (JsonNode rule : rbac.rules(user, namespace)) {
            (rule.path("nonResourceURLs").isEmpty() ? resources : paths).add(rule.deepCopy());
        }
    }

    private void token(JsonNode spec, ObjectNode status) {
        List<String> audiences = new ArrayList<>();
        spec.path("audiences").forEach(one -> audiences.add(one.asText()));
        if (audiences.isEmpty()) {
            audiences.add(Tokens.AUDIENCE);
        }
        Optional<User> user = tokens.user(spec.path("token").asText(), audiences);
        if (user.isEmpty()) {
            status.putObject("user");
            status.put("error", "invalid bearer token");
            return;
        }
        status.put("authenticated", true);
        about(user.get(), status.putObject("user"));
        audiences.forEach(status.putArray("audiences")::add);
    }
}
