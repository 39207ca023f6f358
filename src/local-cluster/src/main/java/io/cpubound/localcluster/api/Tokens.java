package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.api.Call.User;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who asks: bearer tokens of the administrator and of ServiceAccounts. Tokens are random and end with the process. */
final class Tokens {

    /** Whom a token is for when nobody says. */
    static final String AUDIENCE = "https://kubernetes.default.svc.cluster.local";

    private static final int SHORTEST_SECONDS = 600;
    private static final int USUAL_SECONDS = 3600;

    /**
     * A ServiceAccount's token.
     *
     * @param pod the pod it is bound to, which it does not outlive; empty for none
     */
    private record Issued(
            String namespace,
            String account,
            String uid,
            List<String> audiences,
            Optional<Bound> pod,
            Instant expires) {}

    private record Bound(String name, String uid) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Issued> issued = new HashMap<>();
    private final Store store;
    private final String admin = secret();

    Tokens(Store store) {
        this.store = store;
    }

    String admin() {
        return admin;
    }

    private String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Empty when the token is none of ours, is too old or for others, or what it stands for is gone. */
    Optional<User> user(String token) {
        return user(token, List.of(AUDIENCE));
    }

    Optional<User> user(String token, List<String> audiences) {
        if (token.equals(admin)) {
            return Optional.of(new User("kubernetes-admin", "", List.of("system:masters", "system:authenticated")));
        }
        Issued found = issued.get(token);
        if (found == null
                || found.expires.isBefore(Instant.now())
                || found.audiences.stream().noneMatch(audiences::contains)
                || !isThere("serviceaccounts", found.namespace, found.account, found.uid)
                || found.pod
                        .filter(pod -> !isThere("pods", found.namespace, pod.name, pod.uid))
                        .isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new User(
                "system:serviceaccount:" + found.namespace + ":" + found.account,
                found.uid,
                List.of(
                        "system:serviceaccounts",
                        "system:serviceaccounts:" + found.namespace,
                        "system:authenticated")));
    }

    private boolean isThere(String resource, String namespace, String name, String uid) {
        ObjectNode object = store.get(resource, namespace, name);
        return object != null && object.path("metadata").path("uid").asText().equals(uid);
    }

    /** Fills a TokenRequest for a ServiceAccount. */
    ObjectNode issue(ObjectNode account, ObjectNode request) {
        JsonNode spec = request.path("spec");
        long seconds = spec.path("expirationSeconds").asLong(USUAL_SECONDS);
        if (seconds < SHORTEST_SECONDS) {
            throw ApiException.of(
                    422,
                    "Invalid",
                    "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: "
                            + seconds + ": may not specify a duration less than 10 minutes");
        }
        List<String> audiences = new ArrayList<>();
        spec.path("audiences").forEach(one -> audiences.add(one.asText()));
        if (audiences.isEmpty()) {
            audiences.add(AUDIENCE);
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant expires = now.plusSeconds(seconds);
        String token = secret();
        Optional<Bound> pod = bound(Json.namespace(account), spec.path("boundObjectRef"));
        String uid = account.path("metadata").path("uid").asText();
        issued.values().removeIf(one -> one.expires.isBefore(now));
        issued.put(token, new Issued(Json.namespace(account), Json.name(account), uid, audiences, pod, expires));
        ObjectNode answer = request.deepCopy();
        answer.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        Json.under(answer, "metadata")
                .put("name", Json.name(account))
                .put("namespace", Json.namespace(account))
                .put("creationTimestamp", now.toString());
        ArrayNode named =
                Json.under(answer, "spec").put("expirationSeconds", seconds).putArray("audiences");
        audiences.forEach(named::add);
        answer.putObject("status").put("token", token).put("expirationTimestamp", expires.toString());
        return answer;
    }

    private Optional<Bound> bound(String namespace, JsonNode reference) {
        if (!reference.isObject()) {
            return Optional.empty();
        }
        String kind = reference.path("kind").asText();
        if (!kind.equals("Pod")) {
            throw ApiException.badRequest("cannot bind token for serviceaccount to object of type " + kind);
        }
        String name = reference.path("name").asText();
        ObjectNode pod = store.get("pods", namespace, name);
        if (pod == null) {
            throw ApiException.of(404, "NotFound", "pods \"" + name + "\" not found");
        }
        String uid = pod.path("metadata").path("uid").asText();
        String asked = reference.path("uid").asText(uid);
        if (!asked.isEmpty() && !asked.equals(uid)) {
            throw ApiException.of(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on pods \"" + name + "\": the UID in the bound object reference ("
                            + asked + ") does not match the UID in record. The object might have been deleted and then"
                            + " recreated");
        }
        return Optional.of(new Bound(name, uid));
    }
}
