package io.cpubound.operator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * Stands before an API server, passes everything on, and does what a network or an overloaded server does where a test asks for it. The mock
 * server of the Kubernetes client cannot do two of these: carry a write out and lose its answer on the way (nothing is carried out there, and
 * it closes no connection in mid-answer), and let a real server's watches break while objects change.
 *
 * <p>It speaks plain HTTP to its clients, whatever the server behind it does. A request is named by a regular expression for its method, a
 * blank and its path.
 */
public final class FaultProxy implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final URI behind;
    private final HttpClient client;
    private final WebSocketClient sockets;
    private final HttpServer server;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final Map<Integer, Set<String>> answered = new ConcurrentHashMap<>();
    private final Set<HttpConnection> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean watchesPass = true;

    /** What becomes of an answer. All faults hit the first request that they name, once. */
    private record Fault(Pattern request, Turn turn) {}

    @FunctionalInterface
    private interface Turn {
        void take(HttpServerRequest request, Future<Answer> answer);
    }

    private record Answer(int code, String contentType, Buffer body) {

        private static Future<Answer> of(HttpClientResponse response) {
            String type = response.getHeader("Content-Type");
            return response.body().map(body -> new Answer(response.statusCode(), type == null ? "" : type, body));
        }

        private static Answer status(int code, String message) {
            return new Answer(
                    code,
                    "application/json",
                    Buffer.buffer(String.format(
                            Locale.ROOT,
                            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"%s\",\"code\":%d}",
                            message,
                            code)));
        }

        private void send(HttpServerRequest request) {
            request.response()
                    .setStatusCode(code)
                    .putHeader("Content-Type", contentType)
                    .end(body);
        }
    }

    private FaultProxy(String behind) {
        this.behind = URI.create(behind);
        boolean tls = "https".equals(this.behind.getScheme());
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setSsl(tls).setTrustAll(true).setVerifyHost(false));
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(tls)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setMaxConnections(100));
        this.server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** One before the server of this address. */
    public static FaultProxy before(String url) {
        return new FaultProxy(url);
    }

    /** Where clients find it. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** The first requests of this kind are not passed on but answered so, as many as {@code times}. */
    public void refuse(String request, int code, String message, int times) {
        for (int i = 0; i < times; i++) {
            faults.add(new Fault(Pattern.compile(request), new Refusal(code, message)));
        }
    }

    private record Refusal(int code, String message) implements Turn {
        @Override
        public void take(HttpServerRequest request, Future<Answer> unused) {
            Answer.status(code, message).send(request);
        }
    }

    /** The first request of this kind is carried out; of its answer half arrives, and the connection is closed. */
    public void loseAnswer(String request) {
        faults.add(new Fault(
                Pattern.compile(request),
                (sent, answer) -> answer.onSuccess(whole -> {
                    Buffer body = whole.body();
                    sent.response()
                            .setStatusCode(whole.code())
                            .putHeader("Content-Type", whole.contentType())
                            .putHeader("Content-Length", Integer.toString(body.length()))
                            .write(body.slice(0, body.length() / 2))
                            .onComplete(written -> sent.connection().close());
                })));
    }

    /** The first request of this kind is carried out, and its answer arrives when the test lets it. */
    public HeldAnswer hold(String request) {
        HeldAnswer held = new HeldAnswer();
        faults.add(new Fault(
                Pattern.compile(request),
                (sent, answer) -> answer.onSuccess(whole -> {
                    held.carriedOut.complete(null);
                    var unused = held.released.thenRun(() -> vertx.runOnContext(now -> whole.send(sent)));
                })));
        return held;
    }

    /**
     * Breaks all watches, and lets none through until something has happened.
     *
     * @return how many
     */
    public int cutWatches(Runnable meanwhile) {
        List<HttpConnection> cut = List.copyOf(watches);
        watchesPass = false;
        cut.forEach(HttpConnection::close);
        meanwhile.run();
        watchesPass = true;
        return cut.size();
    }

    /** How many watches run. */
    public int watches() {
        return watches.size();
    }

    /** Method, blank and path of the requests that the server itself answered so. */
    public Set<String> answered(int code) {
        return Set.copyOf(answered.getOrDefault(code, Set.of()));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        String line = request.method() + " " + request.path();
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            watch(request, line);
            return;
        }
        Future<Buffer> body = request.body();
        Turn turn = turn(line);
        if (turn instanceof Refusal) {
            body.onSuccess(unused -> turn.take(request, Future.failedFuture("not passed on")));
            return;
        }
        Future<Answer> answer = body.compose(text -> client.request(new RequestOptions()
                                .setMethod(request.method())
                                .setHost(behind.getHost())
                                .setPort(behind.getPort())
                                .setURI(request.uri())
                                .setHeaders(request.headers().remove("Host")))
                        .compose(sent -> sent.send(text)))
                .compose(Answer::of);
        answer.onSuccess(whole -> note(whole.code(), line));
        answer.onFailure(unused -> request.connection().close());
        turn.take(request, answer);
    }

    private void note(int code, String line) {
        answered.computeIfAbsent(code, unused -> ConcurrentHashMap.newKeySet()).add(line);
    }

    private Turn turn(String line) {
        Optional<Fault> hit = faults.stream()
                .filter(fault -> fault.request().matcher(line).matches())
                .findFirst();
        hit.ifPresent(faults::remove);
        return hit.map(Fault::turn).orElse((request, answer) -> answer.onSuccess(whole -> whole.send(request)));
    }

    private void watch(HttpServerRequest request, String line) {
        HttpConnection connection = request.connection();
        if (!watchesPass) {
            connection.close();
            return;
        }
        WebSocketConnectOptions there = new WebSocketConnectOptions()
                .setHost(behind.getHost())
                .setPort(behind.getPort())
                .setURI(request.uri())
                .addHeader("Authorization", request.getHeader("Authorization"));
        request.toWebSocket().onSuccess(watcher -> {
            watcher.pause();
            watches.add(connection);
            watcher.closeHandler(gone -> watches.remove(connection));
            sockets.connect(there)
                    .onSuccess(source -> joined(watcher, source, connection))
                    .onFailure(refused -> {
                        if (refused instanceof UpgradeRejectedException rejected) {
                            note(rejected.getStatus(), line);
                        }
                        watcher.close();
                    });
        });
    }

    private void joined(ServerWebSocket watcher, WebSocket source, HttpConnection connection) {
        copied(source, watcher);
        copied(watcher, source);
        watcher.closeHandler(gone -> {
            watches.remove(connection);
            source.close();
        });
        source.closeHandler(gone -> watcher.close());
        watcher.resume();
    }

    private static void copied(WebSocketBase from, WebSocketBase to) {
        from.frameHandler(frame -> {
            if (!to.isClosed() && !frame.isClose()) {
                to.writeFrame(frame);
            }
        });
    }
}
