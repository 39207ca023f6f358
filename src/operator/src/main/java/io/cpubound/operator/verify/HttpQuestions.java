package io.cpubound.operator.verify;

import io.cpubound.operator.api.VerificationSpec.Header;
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
import java.net.ConnectException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Asks over HTTP, on Vert.x's event loops. Each request has its own connection. As with the kubelet's probes a certificate is
 * not checked: it is made for the name of a Service and not for a pod's address. Redirects are not followed.
 */
final class HttpQuestions {

    /** As much of a body is looked at. */
    static final int MOST_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final HttpClient plain;
    private final HttpClient tls;

    HttpQuestions(Vertx vertx) {
        this.vertx = vertx;
        this.plain = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
        this.tls = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false));
    }

    /** Never fails: that there is no answer is one. */
    Future<Answer> ask(Question question) {
        int seconds = question.spec().timeoutSeconds();
        Promise<Answer> answer = Promise.promise();
        long timer = vertx.setTimer(
                TimeUnit.SECONDS.toMillis(seconds),
                late -> answer.tryComplete(new Answer.None("none within " + seconds + " s")));
        (question.tls() ? tls : plain)
                .request(options(question))
                .compose(request -> {
                    // Whatever ends the waiting ends the connection.
                    answer.future().onComplete(done -> request.connection().close());
                    return send(request);
                })
                .onSuccess(answer::tryComplete)
                .onFailure(failure -> answer.tryComplete(new Answer.None(why(failure))));
        return answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private static RequestOptions options(Question question) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(question.port(), question.address()))
                .setHost(question.host())
                .setPort(question.port())
                .setURI(question.spec().httpGet().path())
                .setConnectTimeout(TimeUnit.SECONDS.toMillis(question.spec().timeoutSeconds()));
        for (Header header : question.spec().httpGet().headers()) {
            options.addHeader(header.name(), header.value());
        }
        return options;
    }

    private static Future<Answer> send(HttpClientRequest request) {
        return request.send().compose(HttpQuestions::read);
    }

    private static Future<Answer> read(HttpClientResponse response) {
        Promise<Answer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part, 0, Math.min(part.length(), MOST_BYTES - body.length()));
            if (body.length() == MOST_BYTES) {
                answer.tryComplete(new Answer.Http(response.statusCode(), body.toString()));
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(end -> answer.tryComplete(new Answer.Http(response.statusCode(), body.toString())));
        return answer.future();
    }

    private static String why(Throwable failure) {
        String message = Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
        return failure instanceof ConnectException && message.contains("refused") ? "connection refused" : message;
    }
}
