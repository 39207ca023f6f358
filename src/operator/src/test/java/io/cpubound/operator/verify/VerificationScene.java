package io.cpubound.operator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A verifier, and servers of this machine that it asks. */
final class VerificationScene implements AutoCloseable {

    static final ResourceID APP = new ResourceID("app", "team");
    static final String UID = "uid-0";
    static final String LOOPBACK = "127.0.0.1";

    final Vertx vertx = Vertx.vertx();
    final Verifier verifier = new Verifier(vertx);
    final BlockingQueue<ResourceID> news = new LinkedBlockingQueue<>();
    final AtomicInteger requests = new AtomicInteger();
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

    VerificationScene() {
        verifier.listen(news::add);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    VerificationResult verify(int port, SpecFields spec) throws InterruptedException {
        start(APP, UID, port, spec);
        return awaited();
    }

    void start(ResourceID app, String uid, int port, SpecFields spec) {
        verifier.start(app, uid, LOOPBACK, port, spec.value());
    }

    VerificationResult awaited() throws InterruptedException {
        assertThat(news.poll(30, TimeUnit.SECONDS)).isEqualTo(APP);
        return verifier.result(APP, UID).orElseThrow();
    }

    void awaitClosed() throws InterruptedException {
        assertThat(closed.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    int serve(Handler<HttpServerRequest> handler) {
        return serve(LOOPBACK, new HttpServerOptions(), handler);
    }

    int serve(String address, HttpServerOptions options, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> connection.closeHandler(unused -> closed.add("closed")))
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    handler.handle(request);
                })
                .listen(0, address)
                .map(HttpServer::actualPort)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    int serveRaw(Handler<NetSocket> handler) {
        return vertx.createNetServer()
                .connectHandler(handler)
                .listen(0, LOOPBACK)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static PfxOptions selfSigned(Path dir) throws IOException, InterruptedException {
        String store = dir.resolve("store.p12").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "pod",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=nobody.example",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return new PfxOptions().setPath(store).setPassword("changeit");
    }
}
