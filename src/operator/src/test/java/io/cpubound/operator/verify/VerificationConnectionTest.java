package io.cpubound.operator.verify;

import static io.cpubound.operator.verify.SpecFields.spec;
import static io.cpubound.operator.verify.VerificationScene.APP;
import static io.cpubound.operator.verify.VerificationScene.LOOPBACK;
import static io.cpubound.operator.verify.VerificationScene.UID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cpubound.operator.api.VerificationSpec.Header;
import io.cpubound.operator.api.VerificationSpec.Scheme;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a pod is reached, and what is sent to it. */
@Timeout(60)
class VerificationConnectionTest {

    private final VerificationScene scene = new VerificationScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void everyRequestHasItsOwnConnectionThatIsClosedAfter() throws Exception {
        BlockingQueue<String> connections = new LinkedBlockingQueue<>();
        int port = scene.serve(request -> {
            connections.add(request.remoteAddress().toString());
            request.response().setStatusCode(404).end();
        });

        var unused = scene.verify(port, spec(2));

        assertThat(connections).hasSize(2).doesNotHaveDuplicates();
        scene.awaitClosed();
        scene.awaitClosed();
    }

    @Test
    void headersAreSentAndNeverSaid() throws Exception {
        int port = scene.serve(request -> request.response()
                .setStatusCode(
                        "Bearer secret".equals(request.getHeader("Authorization"))
                                        && request.headers().getAll("Host").equals(List.of("shop.example"))
                                ? 403
                                : 200)
                .end());
        SpecFields spec =
                spec(1).headers(new Header("Authorization", "Bearer secret"), new Header("host", "shop.example"));

        VerificationResult result = scene.verify(port, spec);

        assertThat(result.message()).contains("answered 403").doesNotContain("secret", "shop.example");
    }

    @Test
    void aHeaderThatCannotBeSentFailsAndIsNotSaid() throws Exception {
        int port = scene.serve(request -> request.response().end());

        VerificationResult result = scene.verify(port, spec(1).headers(new Header("X-Token", "sec\nret")));

        assertThat(result.reason()).isEqualTo("NoAnswer");
        assertThat(result.message()).contains("IllegalArgumentException").doesNotContain("sec\nret");
    }

    @Test
    void anIpv6AddressIsWrittenInBrackets() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no ::1 (as in Docker by default), so asking it is not tested");
        int port = scene.serve(
                "::1", new HttpServerOptions(), request -> request.response().end(request.getHeader("Host")));
        SpecFields spec = spec(1).body("^\\[::1\\]:" + port + "$");

        scene.verifier.start(APP, UID, "::1", port, spec.value());

        assertThat(scene.awaited().message()).startsWith("GET http://[::1]:" + port + "/hash/123?a=%20b answered 200");
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aCertificateIsNotChecked(@TempDir Path dir) throws Exception {
        HttpServerOptions options =
                new HttpServerOptions().setSsl(true).setKeyCertOptions(VerificationScene.selfSigned(dir));
        int port = scene.serve(LOOPBACK, options, request -> request.response().end());

        VerificationResult result = scene.verify(port, spec(1).scheme(Scheme.HTTPS));

        assertThat(result.message()).startsWith("GET https://127.0.0.1:" + port).contains("answered 200");
        assertThat(result.passed()).isTrue();
    }

    @Test
    void httpsToAServerWithoutItIsNoAnswer() throws Exception {
        int port = scene.serve(request -> request.response().end());

        assertThat(scene.verify(port, spec(1).scheme(Scheme.HTTPS)).reason()).isEqualTo("NoAnswer");
    }

    @Test
    void thePortOfTheSpecIsAskedRatherThanTheDefault() throws Exception {
        int port = scene.serve(request -> request.response().end());

        scene.verifier.start(
                APP,
                UID,
                LOOPBACK,
                VerificationScene.unusedPort(),
                spec(1).port(port).value());

        assertThat(scene.awaited().passed()).isTrue();
    }
}
