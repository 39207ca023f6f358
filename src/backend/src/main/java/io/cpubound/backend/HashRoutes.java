package io.cpubound.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code GET /hash/{input}} and {@code POST /hash} with the input as the body: 200 and the hash as text. {@code ?delayMillis=N} (0 to 600000)
 * holds the answer that long once it is computed. What cannot be answered gets a 400 that says why.
 *
 * <p>Hashes are computed by as many threads as there are processors: more would only make each of them slower. Waiting takes no thread.
 */
@Singleton
final class HashRoutes {

    /** The longest input, in bytes. */
    static final int MAX_INPUT = 4096;

    private static final int MAX_DELAY_MILLIS = 600_000;

    private final Vertx vertx;
    private final Settings settings;
    private final WorkerExecutor burners;

    HashRoutes(Vertx vertx, Settings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.burners =
                vertx.createSharedWorkerExecutor("hash", Runtime.getRuntime().availableProcessors());
    }

    void mount(@Observes Router router) {
        router.get("/hash/:input").handler(context -> answer(context, pathInput(context)));
        router.post("/hash").handler(context -> answer(context, bodyInput(context.request())));
        router.get("/hash").handler(context -> answer(context, noInput()));
        router.get("/hash/").handler(context -> answer(context, noInput()));
    }

    private void answer(RoutingContext context, Future<byte[]> input) {
        input.compose(bytes -> hash(context, bytes)).onComplete(hash -> {
            HttpServerResponse response = context.response();
            if (response.closed()) {
                return;
            }
            response.putHeader("Content-Type", "text/plain;charset=UTF-8")
                    .putHeader("X-App-Version", settings.version())
                    .putHeader("X-App-Pod", settings.pod());
            if (hash.succeeded()) {
                response.end(hash.result());
            } else if (hash.cause() instanceof BadRequestException bad) {
                response.setStatusCode(400).end(bad.getMessage() + "\n");
            } else {
                response.setStatusCode(500).end(hash.cause() + "\n");
            }
        });
    }

    private Future<String> hash(RoutingContext context, byte[] input) {
        int delayMillis = delayMillis(context.queryParam("delayMillis"));
        int iterations = settings.iterations() + (settings.fault() == Fault.WRONG_ANSWER ? 1 : 0);
        return switch (settings.fault()) {
            case ERROR_500 -> Future.failedFuture("FAULT is error-500");
            case HANG -> Future.future(never -> {});
            default ->
                burners.executeBlocking(() -> HashChain.hash(input, iterations), false)
                        .compose(hash -> later(delayMillis, hash));
        };
    }

    private Future<String> later(int delayMillis, String hash) {
        return delayMillis == 0
                ? Future.succeededFuture(hash)
                : Future.future(answer -> vertx.setTimer(delayMillis, timer -> answer.complete(hash)));
    }

    private static int delayMillis(List<String> values) {
        if (values.isEmpty()) {
            return 0;
        }
        String value = String.join(",", values);
        return WholeNumber.parse(value, 0, MAX_DELAY_MILLIS)
                .orElseThrow(() -> new BadRequestException(
                        "delayMillis is '" + value + "': it must be a whole number from 0 to " + MAX_DELAY_MILLIS));
    }

    private static Future<byte[]> noInput() {
        return Future.failedFuture(missing("GET /hash/{input} wants it in the path"));
    }

    private static Future<byte[]> pathInput(RoutingContext context) {
        byte[] input = context.pathParam("input").getBytes(StandardCharsets.UTF_8);
        return input.length > MAX_INPUT ? Future.failedFuture(oversized(input.length)) : Future.succeededFuture(input);
    }

    /** Keeps no more of a body than an input may have; the rest of a longer one is read and dropped, so that its connection stays usable. */
    private static Future<byte[]> bodyInput(HttpServerRequest request) {
        Promise<byte[]> input = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > MAX_INPUT) {
                input.tryFail(oversized(body.length() + part.length()));
            } else {
                body.appendBuffer(part);
            }
        });
        request.exceptionHandler(input::tryFail);
        request.endHandler(end -> {
            if (body.length() == 0) {
                input.tryFail(missing("POST /hash wants it as the body"));
            } else {
                input.tryComplete(body.getBytes());
            }
        });
        return input.future();
    }

    private static BadRequestException missing(String hint) {
        return new BadRequestException("input is '': " + hint + ", 1 to " + MAX_INPUT + " bytes");
    }

    private static BadRequestException oversized(int length) {
        return new BadRequestException("input has " + length + " bytes or more: it must have 1 to " + MAX_INPUT);
    }
}
