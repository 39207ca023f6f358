package io.cpubound.localcluster.api;

import io.cpubound.localcluster.stream.Upgrade;
import io.cpubound.localcluster.stream.UpgradeByPost;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A running API server; {@link #close} ends it and forgets all objects. */
public final class ApiServer implements AutoCloseable {

    private static final int MAX_HEADER = 64 * 1024;
    /** Of a WebSocket; a client of exec may send what it has read in one. */
    private static final int MAX_MESSAGE = 8 * 1024 * 1024;

    private final Vertx vertx;
    private final int port;
    private final Certificates certificates;
    private final String adminToken;
    private final String kubeconfig;
    private final Path file;

    private ApiServer(
            Vertx vertx, int port, Certificates certificates, String adminToken, String kubeconfig, Path file) {
        this.vertx = vertx;
        this.port = port;
        this.certificates = certificates;
        this.adminToken = adminToken;
        this.kubeconfig = kubeconfig;
        this.file = file;
    }

    /**
     * Starts a server on 127.0.0.1 and writes its administrator's {@code kubeconfig} and {@code ca.crt} into the data folder.
     *
     * @throws IOException when the folder cannot be written or the port is taken
     */
    public static ApiServer start(ApiServerOptions options) throws IOException {
        // Half of a start is reading what the built-in kinds are; it needs nothing else.
        CompletableFuture<KindRegistry> kindsToBe = CompletableFuture.supplyAsync(KindRegistry::new);
        Certificates certificates = Certificates.create();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        try {
            Store store = new Store();
            KindRegistry kinds = kindsToBe.join();
            Admission admission = new Admission(store, kinds);
            Bootstrap.fill(store, kinds, admission);
            Tokens tokens = new Tokens(store);
            Rbac rbac = new Rbac(store);
            Handlers handlers = new Handlers(store, kinds, admission, tokens, rbac);
            Who who = new Who(tokens, rbac, certificates.authority().getPublic());
            Routing routing = new Routing(vertx, store, kinds, who, rbac, handlers, options);
            HttpServer server = vertx.createHttpServer(http(certificates))
                    .connectionHandler(UpgradeByPost::allow)
                    .requestHandler(routing::handle)
                    .listen(options.port(), "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            int port = server.actualPort();
            String config = kubeconfig(port, certificates.ca(), "token: " + tokens.admin());
            Files.createDirectories(options.data());
            Files.writeString(options.data().resolve("ca.crt"), certificates.ca());
            Path file = options.data().resolve("kubeconfig");
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, config);
            return new ApiServer(vertx, port, certificates, tokens.admin(), config, file);
        } catch (CompletionException e) {
            vertx.close();
            throw new IOException("cannot listen on 127.0.0.1:" + options.port(), e.getCause());
        } catch (IOException | RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    private static HttpServerOptions http(Certificates certificates) {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setMaxHeaderSize(MAX_HEADER)
                .setMaxInitialLineLength(MAX_HEADER)
                .setCompressionSupported(false)
                .setWebSocketSubProtocols(Upgrade.subprotocols())
                .setMaxWebSocketFrameSize(MAX_MESSAGE)
                .setMaxWebSocketMessageSize(MAX_MESSAGE)
                .setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(TrustOptions.wrap(new AnyCertificate()))
                .setKeyCertOptions(KeyCertOptions.wrap(certificates.server()));
    }

    private static String kubeconfig(int port, String ca, String credentials) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: cpubound-local
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: admin
                  user:
                    %s
                contexts:
                - name: cpubound-local
                  context:
                    cluster: cpubound-local
                    user: admin
                    namespace: default
                current-context: cpubound-local
                """
                .formatted("https://127.0.0.1:" + port, base64(ca), credentials);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code https://127.0.0.1:port} */
    public String url() {
        return "https://127.0.0.1:" + port;
    }

    /** Who signed its certificate, as PEM. */
    public String ca() {
        return certificates.ca();
    }

    /** The administrator's bearer token. */
    public String adminToken() {
        return adminToken;
    }

    /** The text of the administrator's kubeconfig. */
    public String adminKubeconfig() {
        return kubeconfig;
    }

    /**
     * A kubeconfig for anybody, with a client certificate: to see what somebody with fewer rights sees.
     *
     * @param groups such as {@code system:masters}; he is in {@code system:authenticated} in any case
     */
    public String kubeconfig(String user, List<String> groups) {
        Certificates.Pair pair = certificates.client(user, groups);
        return kubeconfig(
                port,
                certificates.ca(),
                "client-certificate-data: " + base64(pair.certificate()) + "\n    client-key-data: "
                        + base64(pair.key()));
    }

    /** Where {@link #adminKubeconfig} was written. */
    public Path kubeconfigFile() {
        return file;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
