package io.cpubound.e2e.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request, from due to counted. Lives on one event loop. */
final class Shot {

    private final Vertx vertx;
    private final LoadSettings settings;
    private final Tally tally;
    private final RequestKind kind;
    private final Instant due;
    private final long dueNanos;
    private final String input;
    private final String expected;
    private boolean counted;
    private long timer;
    private @Nullable HttpClientRequest request;

    Shot(
            Vertx vertx,
            LoadSettings settings,
            Tally tally,
            RequestKind kind,
            long number,
            Instant due,
            long dueNanos,
            ExpectedHashes hashes) {
        this.vertx = vertx;
        this.settings = settings;
        this.tally = tally;
        this.kind = kind;
        this.due = due;
        this.dueNanos = dueNanos;
        this.input = ExpectedHashes.input(number);
        this.expected = hashes.expected(number);
    }

    void fire(HttpClient client) {
        tally.begun(kind, sinceDue());
        timer = vertx.setTimer(settings.timeout().toMillis(), id -> {
            lose("no answer within " + settings.timeout().toSeconds() + " s");
            if (request != null) {
                request.reset();
            }
        });
        client.request(options()).compose(this::send).onComplete(answer -> {
            if (answer.failed()) {
                lose(reason(answer.cause()));
            }
        });
    }

    private RequestOptions options() {
        String delay = kind.slow() ? "?delayMillis=" + settings.slowDelay().toMillis() : "";
        return new RequestOptions()
                .setHost(settings.target().getHost())
                .setPort(settings.port())
                .setMethod(kind.post() ? HttpMethod.POST : HttpMethod.GET)
                .setURI(kind.post() ? "/hash" + delay : "/hash/" + input + delay);
    }

    private Future<Void> send(HttpClientRequest opened) {
        request = opened;
        if (counted) { // it waited for its connection until the timeout
            opened.reset();
            return Future.succeededFuture();
        }
        Future<HttpClientResponse> response =
                kind.post() ? opened.putHeader("content-type", "text/plain").send(Buffer.buffer(input)) : opened.send();
        return response.compose(head -> head.body().map(body -> {
            check(head, body);
            return null;
        }));
    }

    private void check(HttpClientResponse head, Buffer body) {
        String pod = Objects.requireNonNullElse(head.getHeader("X-App-Pod"), "unnamed");
        if (head.statusCode() != 200) {
            lose("status " + head.statusCode() + (head.getHeader("X-App-Pod") == null ? "" : " from " + pod));
            return;
        }
        String answer = body.toString().strip();
        if (!answer.equals(expected)) {
            lose("wrong answer from " + pod + ": "
                    + (answer.length() <= 80 ? answer : answer.substring(0, 80) + "..."));
            return;
        }
        if (count()) {
            String version = Objects.requireNonNullElse(head.getHeader("X-App-Version"), "unnamed");
            tally.answered(kind, sinceDue(), version, pod, Instant.now());
        }
    }

    /** Counts it as lost, unless it is counted already. */
    void lose(String error) {
        if (count()) {
            tally.lost(new LostRequest(due, kind, sinceDue(), error));
        }
    }

    private boolean count() {
        if (counted) {
            return false;
        }
        counted = true;
        vertx.cancelTimer(timer);
        return true;
    }

    private Duration sinceDue() {
        return Duration.ofNanos(System.nanoTime() - dueNanos);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
