package io.cpubound.localcluster.api;

import io.cpubound.localcluster.stream.PodRuntime.Target;
import io.cpubound.localcluster.stream.Upgrade;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The subresources of pods that a request becomes a connection to. */
final class PodConnections {

    static final Set<String> SUBRESOURCES = Set.of("exec", "attach", "portforward");

    private final Upgrade upgrade;
    private final PodParts pods;
    private final Rbac rbac;

    PodConnections(Upgrade upgrade, PodParts pods, Rbac rbac) {
        this.upgrade = upgrade;
        this.pods = pods;
        this.rbac = rbac;
    }

    void open(HttpServerRequest request, Call call) {
        if (!call.verb().equals("create") && !call.verb().equals("get")) {
            throw ApiException.methodNotAllowed();
        }
        checkMayCreate(request, call);
        List<Integer> ports = call.query().getAll("ports").stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(PodConnections::port)
                .toList();
        Target target = pods.target(call, !call.subresource().equals("portforward"));
        if (!Upgrade.isAskedFor(request)) {
            throw ApiException.badRequest("Upgrade request required");
        }
        switch (call.subresource()) {
            case "exec" -> upgrade.exec(request, target, call.query().getAll("command"));
            case "attach" -> upgrade.attach(request, target);
            default -> upgrade.portForward(request, target, ports);
        }
    }

    /** A WebSocket begins with a GET; that somebody may read shall not be enough (Kubernetes 1.35). */
    private void checkMayCreate(HttpServerRequest request, Call call) {
        Rbac.Question create = new Rbac.Question(
                "create", call.kind().group(), call.kind().plural(), call.subresource(), call.namespace(), call.name());
        if (Upgrade.isWebSocket(request) && !rbac.allows(call.user(), create)) {
            throw ApiException.forbidden(call.kind(), call.name(), "");
        }
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "cannot convert to []int32: strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
    }
}
