package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.api.Call.User;
import io.cpubound.localcluster.stream.Upgrade;
import io.cpubound.localcluster.stream.UpgradeByPost;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** From an HTTP request to a call: the path, who asks, whether they may; and back to HTTP. */
final class Routing {

    private static final Set<String> HEALTH = Set.of("healthz", "readyz", "livez");
    private static final int LARGEST_BODY = 3 * 1024 * 1024;
    private static final Set<String> NAMESPACE_PARTS = Set.of("status", "finalize");

    private final KindRegistry kinds;
    private final Who who;
    private final Rbac rbac;
    private final Discovery discovery;
    private final Handlers handlers;
    private final Streams streams;
    private final PodConnections connections;

    Routing(
            Vertx vertx,
            Store store,
            KindRegistry kinds,
            Who who,
            Rbac rbac,
            Handlers handlers,
            ApiServerOptions options) {
        this.kinds = kinds;
        this.who = who;
        this.rbac = rbac;
        this.discovery = new Discovery(kinds);
        this.handlers = handlers;
        this.streams = new Streams(vertx, store, options.logs());
        this.connections = new PodConnections(new Upgrade(vertx, options.runtime()), handlers.pods(), rbac);
    }

    void handle(HttpServerRequest request) {
        guarded(request, () -> route(request));
    }

    private void guarded(HttpServerRequest request, Runnable work) {
        try {
            work.run();
        } catch (ApiException e) {
            Responses.send(request, e.code(), e.status(), false, List.of());
        } catch (RuntimeException e) {
            System.getLogger(Routing.class.getName())
                    .log(System.Logger.Level.ERROR, request.method() + " " + request.uri(), e);
            ApiException failure = ApiException.of(500, "InternalError", "Internal error occurred: " + e);
            Responses.send(request, failure.code(), failure.status(), false, List.of());
        }
    }

    private void route(HttpServerRequest request) {
        List<String> path = Arrays.stream(request.path().split("/", -1))
                .filter(part -> !part.isEmpty())
                .map(part ->
                        java.net.URLDecoder.decode(part.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
        User user = who.asks(request).orElseThrow(() -> ApiException.of(401, "Unauthorized", "Unauthorized"));
        boolean core = !path.isEmpty() && path.get(0).equals("api");
        int prefix = core ? 2 : 3;
        boolean resource = path.size() > prefix && (core || path.get(0).equals("apis"));
        String method = request.method().name().toLowerCase(Locale.ROOT);
        if (!resource && !rbac.allowsPath(user, method, request.path())) {
            throw rbac.refusal(user, method, request.path());
        }
        if (!path.isEmpty() && HEALTH.contains(path.get(0))) {
            request.response()
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end("ok");
            return;
        }
        if (path.isEmpty()) {
            throw ApiException.noSuchPath();
        }
        if (path.equals(List.of("openapi", "v2")) && request.method().equals(HttpMethod.GET)) {
            request.response()
                    .putHeader("Content-Type", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
                    .end(Buffer.buffer(OpenApi.EMPTY_V2));
            return;
        }
        if (!resource) {
            if (!request.method().equals(HttpMethod.GET)) {
                throw ApiException.methodNotAllowed();
            }
            Responses.send(request, 200, discovery.answer(path), false, List.of());
            return;
        }
        Target target = target(core ? "" : path.get(1), path.get(prefix - 1), path.subList(prefix, path.size()));
        String verb = verb(request, target);
        authorize(user, target, verb);
        if (target.kind.is("", "Endpoints")) {
            Responses.warn(request, "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
        }
        if (verb.equals("watch")) {
            streams.watch(request, call(request, target, verb, user, Buffer.buffer()));
        } else if (target.subresource.equals("log") && target.kind.has("log")) {
            Call call = call(request, target, verb, user, Buffer.buffer());
            handlers.pods().log(call).ifPresentOrElse(asked -> streams.log(request, asked), () -> request.response()
                    .putHeader("Content-Type", "text/plain")
                    .end());
        } else if (target.kind.has(target.subresource) && PodConnections.SUBRESOURCES.contains(target.subresource)) {
            connections.open(request, call(request, target, verb, user, Buffer.buffer()));
        } else {
            request.body()
                    .onSuccess(body -> guarded(request, () -> {
                        checkSize(body);
                        Call call = call(request, target, verb, user, body);
                        Answer answer = handlers.answer(call);
                        boolean partial = call.accept().form() == Media.Form.PARTIAL;
                        ObjectNode shown = partial ? Partial.of(answer.body()) : answer.body();
                        Responses.send(
                                request, answer.code(), shown, call.accept().yaml(), call.warnings());
                    }));
        }
    }

    /** What a path names. */
    private record Target(Kind kind, String namespace, String name, String subresource) {}

    private Target target(String group, String version, List<String> rest) {
        boolean inNamespace =
                rest.get(0).equals("namespaces") && rest.size() >= 3 && !NAMESPACE_PARTS.contains(rest.get(2));
        String namespace = inNamespace ? rest.get(1) : "";
        List<String> tail = inNamespace ? rest.subList(2, rest.size()) : rest;
        Kind kind = kinds.find(group, version, tail.get(0)).orElseThrow(ApiException::noSuchPath);
        boolean wrongScope = inNamespace != kind.namespaced() && (inNamespace || tail.size() > 1);
        if (tail.size() > 3 || wrongScope) {
            throw ApiException.noSuchPath();
        }
        return new Target(kind, namespace, tail.size() > 1 ? tail.get(1) : "", tail.size() > 2 ? tail.get(2) : "");
    }

    private static String verb(HttpServerRequest request, Target target) {
        boolean one = !target.name.isEmpty();
        String watch = request.getParam("watch", "");
        return switch (UpgradeByPost.method(request)) {
            case "GET" -> watch.equals("true") || watch.equals("1") ? "watch" : one ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> one ? "delete" : "deletecollection";
            default -> throw ApiException.methodNotAllowed();
        };
    }

    private void authorize(User user, Target target, String verb) {
        Rbac.Question question = new Rbac.Question(
                verb,
                target.kind.group(),
                target.kind.plural(),
                target.subresource,
                target.kind.is("", "Namespace") ? target.name : target.namespace,
                target.name);
        if (!rbac.allows(user, question)) {
            throw rbac.refusal(user, question, target.kind);
        }
        boolean collection = target.name.isEmpty();
        boolean write = Set.of("update", "patch", "delete").contains(verb);
        boolean createsByName = verb.equals("create") && !collection && target.subresource.isEmpty();
        boolean nowhere = verb.equals("create") && target.kind.namespaced() && target.namespace.isEmpty();
        if ((collection && write) || createsByName || nowhere) {
            throw ApiException.methodNotAllowed();
        }
    }

    private static Call call(HttpServerRequest request, Target target, String verb, User user, Buffer body) {
        MultiMap headers = request.headers();
        String whole = headers.contains("Content-Type") ? headers.get("Content-Type") : "";
        String type = Arrays.asList(whole.split(";", 2)).get(0).trim();
        boolean protobuf = type.equals(Protobuf.TYPE) && !target.kind.custom() && body.length() > 0;
        return new Call(
                target.kind,
                target.namespace,
                target.name,
                target.subresource,
                verb,
                request.params(),
                protobuf ? "application/json" : type,
                Media.of(headers.contains("Accept") ? headers.get("Accept") : ""),
                protobuf ? Json.text(Protobuf.read(body.getBytes())) : body.toString(),
                headers.contains("User-Agent") ? headers.get("User-Agent") : "",
                user,
                new ArrayList<>());
    }

    private static void checkSize(Buffer body) {
        if (body.length() > LARGEST_BODY) {
            throw ApiException.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + LARGEST_BODY);
        }
    }
}
