package io.cpubound.operator.verify;

import static io.cpubound.operator.verify.SpecFields.spec;
import static io.cpubound.operator.verify.VerificationScene.APP;
import static io.cpubound.operator.verify.VerificationScene.UID;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.VerificationSpec.Header;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a pod is asked, and how long a result is kept. */
@Timeout(60)
class VerifierTest {

    private static final ResourceID OTHER = new ResourceID("other", "team");

    private final VerificationScene scene = new VerificationScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aLaterAttemptPasses() throws Exception {
        int port = scene.serve(request -> request.response()
                .setStatusCode(scene.requests.get() == 1 ? 500 : 200)
                .end());

        VerificationResult result = scene.verify(port, spec(3));

        assertThat(result.passed()).isTrue();
        assertThat(result.message()).endsWith("answered 200 (2 attempts)");
        assertThat(scene.requests).hasValue(2);
    }

    @Test
    void theLastOfAllAttemptsIsTheResult() throws Exception {
        int port = scene.serve(request -> request.response()
                .setStatusCode(scene.requests.get() == 1 ? 404 : 503)
                .end());

        VerificationResult result = scene.verify(port, spec(2));

        assertThat(result.reason()).isEqualTo("GatewayError");
        assertThat(result.message()).endsWith("answered 503, expected 200 (2 attempts)");
    }

    @Test
    void startingAgainDoesNothingWhileItRunsAndWhenTheResultIsThere() throws Exception {
        BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();
        int port = scene.serve(asked::add);

        scene.start(APP, UID, port, spec(1).timeout(30));
        HttpServerRequest request = asked.take();
        scene.start(APP, UID, port, spec(1).timeout(30));
        assertThat(scene.verifier.result(APP, UID)).isEmpty();
        request.response().end();
        VerificationResult result = scene.awaited();
        scene.start(APP, UID, port, spec(1).timeout(30));

        assertThat(scene.verifier.result(APP, UID)).contains(result);
        assertThat(scene.requests).hasValue(1);
    }

    @Test
    void whatIsAskedForAnewDoesNotGetTheAnswerToTheQuestionBefore() throws Exception {
        BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();
        int port = scene.serve(asked::add);
        scene.start(APP, UID, port, spec(1).body("hahs"));
        asked.take();

        scene.start(APP, UID, port, spec(1).body("hash"));

        scene.awaitClosed();
        asked.take().response().end("hash 123");
        assertThat(scene.awaited().passed()).isTrue();
        assertThat(scene.requests).hasValue(2);
    }

    @Test
    void aResultIsDroppedWhenSomethingElseIsAskedOrElsewhere() throws Exception {
        int port = scene.serve(request -> request.response().end("hash 123"));
        int elsewhere = scene.serve(request -> request.response().end("hahs 123"));
        assertThat(scene.verify(port, spec(1).body("hahs")).passed()).isFalse();

        assertThat(scene.verify(port, spec(1).body("hash")).passed())
                .as("the typo is corrected")
                .isTrue();
        assertThat(scene.verify(elsewhere, spec(1).body("hash")).passed())
                .as("the pod has another address")
                .isFalse();
    }

    @Test
    void whatIsForgottenWhileItRunsEndsAndCanBeginAnew() throws Exception {
        BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();
        int port = scene.serve(asked::add);
        scene.start(APP, UID, port, spec(3).timeout(30));
        asked.take();

        scene.verifier.forget(APP, UID);

        scene.awaitClosed();
        assertThat(scene.news).isEmpty();
        scene.start(APP, UID, port, spec(1).timeout(30));
        asked.take().response().end();
        assertThat(scene.awaited().message()).endsWith("answered 200 (1 attempt)");
    }

    @Test
    void anAppThatIsGoneIsForgottenAndOnlyThat() throws Exception {
        int port = scene.serve(request -> request.response().end());
        scene.start(APP, UID, port, spec(1));
        scene.awaited();
        scene.start(OTHER, "uid-1", port, spec(1));
        assertThat(scene.news.take()).isEqualTo(OTHER);

        scene.verifier.forgetApp("team", "app");

        assertThat(scene.verifier.result(APP, UID)).isEmpty();
        assertThat(scene.verifier.result(OTHER, "uid-1")).isPresent();
    }

    @Test
    void whatNobodyAsksForIsForgottenAfterAsLongAsItCanTakeAndTenMinutes() throws Exception {
        int port = scene.serve(request -> request.response().end());
        scene.start(APP, UID, port, spec(20).timeout(60));
        scene.awaited();
        Duration longest = Duration.ofSeconds(20 * (60 + 1)).plusMinutes(10);

        scene.verifier.forgetUnasked(System.nanoTime() + longest.minusMinutes(1).toNanos());
        assertThat(scene.verifier.result(APP, UID)).isPresent();
        scene.verifier.forgetUnasked(System.nanoTime() + longest.plusMinutes(1).toNanos());

        assertThat(scene.verifier.result(APP, UID)).isEmpty();
    }

    @Test
    void aResultThatIsThereAtOnceIsToldToo() throws Exception {
        int pods = 500;
        for (int pod = 0; pod < pods; pod++) {
            scene.start(APP, "uid-" + pod, 1, spec(1).headers(new Header("X-Token", "cannot be\nsent")));
        }

        for (int pod = 0; pod < pods; pod++) {
            assertThat(scene.news.poll(30, TimeUnit.SECONDS))
                    .as("%d of %d", pod, pods)
                    .isEqualTo(APP);
        }
    }

    @Test
    void aListenerThatThrowsDoesNotLoseTheResult() throws Exception {
        int port = scene.serve(request -> request.response().end());
        scene.verifier.listen(app -> {
            scene.news.add(app);
            throw new IllegalStateException("not now");
        });

        assertThat(scene.verify(port, spec(1)).passed()).isTrue();
    }
}
