package io.cpubound.operator.proxy;

import io.cpubound.nginx.ProxyPod;
import io.cpubound.nginx.ProxyStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;

/** Asks over HTTP, on Vert.x's event loops; each request has its own connection, so that no old worker is kept alive by it. */
@ApplicationScoped
public class HttpProxyEndpoint implements ProxyEndpoint {

    private static final int CONNECT_MILLIS = 500;
    private static final int ANSWER_MILLIS = 1000;

    private final HttpClient client;

    /** The client of this process. */
    public HttpProxyEndpoint(Vertx vertx) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setConnectTimeout(CONNECT_MILLIS));
    }

    @Override
    public CompletionStage<Answer> ask(String address) {
        return get(address, "/config")
                .compose(hash -> get(address, "/status").map(text -> new Answer(hash.strip(), ProxyStatus.parse(text))))
                .toCompletionStage();
    }

    private Future<String> get(String address, String path) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(address)
                .setPort(ProxyPod.STATUS_PORT)
                .setURI(path)
                .setTimeout(ANSWER_MILLIS);
        return client.request(request)
                .compose(sent -> sent.send())
                .compose(response -> response.statusCode() == 200
                        ? response.body().map(Buffer::toString)
                        : Future.failedFuture(path + " answered " + response.statusCode()));
    }
}
