package io.cpubound.operator.verify;

import io.cpubound.operator.api.VerificationSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request to a pod, over a connection of its own that is closed whatever comes of it. All of it runs on the Vert.x
 * context that sends it.
 */
final class VerificationRequest {

    /** More of a body is not read. */
    static final int BODY_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final VerificationTarget target;
    private final Promise<VerificationReply> reply = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private final long timer;
    private @Nullable HttpClientRequest sent;

    /** Sends it. */
    VerificationRequest(Vertx vertx, HttpClient client, VerificationTarget target) {
        this.vertx = vertx;
        this.target = target;
        long millis = TimeUnit.SECONDS.toMillis(target.spec().timeoutSeconds());
        // For the whole answer: Vert.x's own timeout begins again with each byte.
        this.timer = vertx.setTimer(millis, unused -> end(new VerificationReply.TimedOut()));
        // In compose, so that what it throws is a failure too.
        Future.succeededFuture()
                .compose(unused -> client.request(options(target, millis)))
                .onSuccess(this::connected)
                .onFailure(this::failed);
    }

    /** A client for these requests. As with the probes of a kubelet, a pod's certificate is not checked. */
    static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setTrustAll(true).setVerifyHost(false));
    }

    /** What came of it; it never fails. */
    Future<VerificationReply> reply() {
        return reply.future();
    }

    /** Ends it now, if it has not ended. */
    void cancel() {
        end(new VerificationReply.TimedOut());
    }

    private static RequestOptions options(VerificationTarget target, long millis) {
        VerificationSpec.HttpGet get = target.spec().httpGet();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(target.port(), target.address()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.isHttps())
                .setURI(get.path())
                // Our own timer is to be the first.
                .setConnectTimeout(millis + 1000);
        get.headers().forEach(header -> options.putHeader(header.name(), header.value()));
        return options;
    }

    private void connected(HttpClientRequest request) {
        sent = request;
        if (reply.future().isComplete()) {
            close();
            return;
        }
        request.exceptionHandler(this::failed);
        request.response().onSuccess(this::answered).onFailure(this::failed);
        request.end().onFailure(this::failed);
    }

    private void answered(HttpClientResponse response) {
        if (response.statusCode() != target.spec().expectedStatus()) {
            // It is wrong whatever its body says.
            end(new VerificationReply.Answered(response.statusCode(), ""));
            return;
        }
        response.exceptionHandler(this::failed);
        response.endHandler(unused -> read(response));
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() >= BODY_BYTES) {
                read(response);
            }
        });
    }

    private void read(HttpClientResponse response) {
        String text = body.getString(0, Math.min(body.length(), BODY_BYTES), StandardCharsets.UTF_8.name());
        end(new VerificationReply.Answered(response.statusCode(), text));
    }

    private void failed(Throwable failure) {
        end(new VerificationReply.Failed(failure));
    }

    private void end(VerificationReply what) {
        if (reply.tryComplete(what)) {
            vertx.cancelTimer(timer);
            close();
        }
    }

    private void close() {
        HttpClientRequest request = sent;
        if (request != null) {
            var unused = request.connection().close();
        }
    }
}
