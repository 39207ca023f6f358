package io.cpubound.e2e.load;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** An app that answers rightly, or as a test wants. Counts the requests that reach it. */
final class MisbehavingServer implements AutoCloseable {

    static final int ITERATIONS = 3;

    final AtomicLong arrived = new AtomicLong();
    final AtomicLong closeHeaders = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    MisbehavingServer(Handler<HttpServerRequest> behaviour) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    arrived.incrementAndGet();
                    if ("close".equalsIgnoreCase(request.getHeader("connection"))) {
                        closeHeaders.incrementAndGet();
                    }
                    behaviour.handle(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    Vertx vertx() {
        return vertx;
    }

    LoadSettings load(double rate, Duration timeout) {
        return new LoadSettings(
                URI.create("http://127.0.0.1:" + server.actualPort()),
                rate,
                100,
                Duration.ofMillis(200),
                timeout,
                ITERATIONS);
    }

    static void answerRightly(HttpServerRequest request) {
        if (request.method().name().equals("POST")) {
            request.body().onSuccess(body -> answer(request, body.toString()));
        } else {
            answer(request, request.path().substring("/hash/".length()));
        }
    }

    private static void answer(HttpServerRequest request, String input) {
        request.response()
                .putHeader("X-App-Version", "1")
                .putHeader("X-App-Pod", "pod-0")
                .end(ExpectedHashes.hash(input, ITERATIONS));
    }

    /** Returns when its port is closed: who connects from now on is refused. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
