package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.api.Call.User;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who asks: bearer tokens of the administrator and of ServiceAccounts. Tokens are random and end with the process. */
final class Tokens {

    private record Issued(String namespace, String account, String uid, Instant expires) {}

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

    /** Empty when the token is none of ours, is too old, or its ServiceAccount is gone. */
    Optional<User> user(String token) {
        if (token.equals(admin)) {
            return Optional.of(new User("kubernetes-admin", "", List.of("system:masters", "system:authenticated")));
        }
        Issued found = issued.get(token);
        if (found == null || found.expires.isBefore(Instant.now())) {
            return Optional.empty();
        }
        ObjectNode account = store.get("serviceaccounts", found.namespace, found.account);
        if (account == null || !account.path("metadata").path("uid").asText().equals(found.uid)) {
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

    /** Fills a TokenRequest for a ServiceAccount. */
    ObjectNode issue(ObjectNode account, ObjectNode request) {
        long seconds = request.path("spec").path("expirationSeconds").asLong(3600);
        Instant expires = Instant.now().plus(Duration.ofSeconds(seconds));
        String token = secret();
        issued.put(
                token,
                new Issued(
                        Json.namespace(account),
                        Json.name(account),
                        account.path("metadata").path("uid").asText(),
                        expires));
        ObjectNode answer = request.deepCopy();
        answer.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        Json.under(answer, "metadata")
                .put("name", Json.name(account))
                .put("namespace", Json.namespace(account))
                .put("creationTimestamp", Instant.now().toString());
        Json.under(answer, "spec").put("expirationSeconds", seconds);
        answer.putObject("status").put("token", token).put("expirationTimestamp", expires.toString());
        return answer;
    }
}
