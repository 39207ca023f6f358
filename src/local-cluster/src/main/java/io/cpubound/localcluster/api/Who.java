package io.cpubound.localcluster.api;

import io.cpubound.localcluster.api.Call.User;
import io.vertx.core.http.HttpServerRequest;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Who sends a request: the holder of a client certificate, of a token, nobody; and as whom he acts. */
final class Who {

    private static final User NOBODY = new User("system:anonymous", "", List.of("system:unauthenticated"));

    private final Tokens tokens;
    private final Rbac rbac;
    private final PublicKey authority;
    /** To check a signature is slow; a connection shows the same certificate with every request. */
    private final Map<X509Certificate, Optional<User>> holders = new WeakHashMap<>();

    Who(Tokens tokens, Rbac rbac, PublicKey authority) {
        this.tokens = tokens;
        this.rbac = rbac;
        this.authority = authority;
    }

    /** Empty when what he shows is not good (401). */
    Optional<User> asks(HttpServerRequest request) {
        Optional<X509Certificate> certificate = certificate(request.sslSession());
        if (certificate.isPresent()) {
            return holders.computeIfAbsent(certificate.get(), this::holder).map(user -> acting(request, user));
        }
        String header = request.getHeader("Authorization");
        if (header == null) {
            return Optional.of(NOBODY);
        }
        return header.startsWith("Bearer ")
                ? tokens.user(header.substring("Bearer ".length()).trim()).map(user -> acting(request, user))
                : Optional.empty();
    }

    private static Optional<X509Certificate> certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate shown
                    ? Optional.of(shown)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // he has shown none
        }
    }

    /** The common name is the user, the organisations are his groups. */
    private Optional<User> holder(X509Certificate certificate) {
        try {
            certificate.verify(authority);
            certificate.checkValidity();
            String name = "";
            List<String> groups = new ArrayList<>();
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equals("CN")) {
                    name = String.valueOf(part.getValue());
                } else if (part.getType().equals("O")) {
                    groups.add(String.valueOf(part.getValue()));
                }
            }
            groups.add("system:authenticated");
            return Optional.of(new User(name, "", groups));
        } catch (GeneralSecurityException | InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** Who acts as somebody else ({@code kubectl --as}) is that one from here on. */
    private User acting(HttpServerRequest request, User user) {
        String name = request.getHeader("Impersonate-User");
        List<String> groups = new ArrayList<>(request.headers().getAll("Impersonate-Group"));
        if (name == null) {
            if (!groups.isEmpty()) {
                throw ApiException.of(
                        500,
                        "InternalError",
                        "requested [{Group  " + groups.get(0) + "}] without impersonating a user");
            }
            return user;
        }
        boolean account = name.startsWith("system:serviceaccount:") && name.split(":", -1).length == 4;
        if (account) {
            String namespace = name.split(":", -1)[2];
            require(user, "serviceaccounts", namespace, name.split(":", -1)[3]);
            if (groups.isEmpty()) {
                groups.addAll(List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace));
            }
        } else {
            require(user, "users", "", name);
        }
        request.headers().getAll("Impersonate-Group").forEach(group -> require(user, "groups", "", group));
        if (!groups.contains("system:authenticated")) {
            groups.add("system:authenticated");
        }
        return new User(name, "", groups);
    }

    private void require(User user, String resource, String namespace, String name) {
        Rbac.Question question = new Rbac.Question("impersonate", "", resource, "", namespace, name);
        if (!rbac.allows(user, question)) {
            throw ApiException.forbidden(
                    resource,
                    name,
                    "User \"" + user.name() + "\" cannot impersonate resource \"" + resource + "\" in API group \"\" "
                            + (namespace.isEmpty()
                                    ? "at the cluster scope"
                                    : "in the namespace \"" + namespace + "\""));
        }
    }
}
