package io.cpubound.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.e2e.cluster.Waiting;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A count of losses that cannot rise is worth nothing: each kind of loss is provoked here and must be counted. */
@Timeout(60)
class LoadGeneratorTest {

    /** Longer than a busy machine keeps a request that is answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Test
    void countsRightAnswersByVersionAndPodAndLosesNone() throws Exception {
        try (MisbehavingServer app = new MisbehavingServer(MisbehavingServer::answerRightly)) {
            LoadReport report = load(app, 500, done -> done.sent() >= 400);

            assertThat(report.lost()).as("%s", report.losses()).isZero();
            assertThat(report.answered()).isEqualTo(report.sent()).isEqualTo(app.arrived.get());
            assertThat(report.answeredByVersion()).containsOnlyKeys("1").containsEntry("1", report.sent());
            assertThat(report.firstAnswerOfPod()).containsOnlyKeys("pod-0");
            assertThat(report.sentByKind()).containsOnlyKeys(RequestKind.values());
            assertThat(report.shortLatency().p50())
                    .isPositive()
                    .isLessThanOrEqualTo(report.shortLatency().p99());
        }
    }

    @Test
    void halfOfTheRequestsAskForTheConnectionToBeClosed() throws Exception {
        try (MisbehavingServer app = new MisbehavingServer(MisbehavingServer::answerRightly)) {
            LoadReport report = load(app, 500, done -> done.sent() >= 400);

            assertThat(app.closeHeaders.get()).isBetween(report.sent() * 4 / 10, report.sent() * 6 / 10);
        }
    }

    @Test
    void countsAStatusOtherThan200AsLost() throws Exception {
        LoadReport report =
                everyFifth(request -> request.response().setStatusCode(502).end());

        assertThat(report.losses()).allSatisfy(loss -> assertThat(loss.error()).startsWith("status 502"));
    }

    @Test
    void countsAWrongHashAsLost() throws Exception {
        LoadReport report = everyFifth(request -> request.response().end("beef"));

        assertThat(report.losses())
                .allSatisfy(loss ->
                        assertThat(loss.error()).contains("wrong answer").contains("beef"));
    }

    @Test
    void countsADroppedConnectionAsLostAndDoesNotTryAgain() throws Exception {
        LoadReport report = everyFifth(request -> request.connection().close());

        assertThat(report.losses()).allSatisfy(loss -> assertThat(loss.error()).containsIgnoringCase("closed"));
        assertThat(report.lostByKind().keySet())
                .as("kinds that a drop hits")
                .contains(RequestKind.GET_KEPT, RequestKind.POST_NEW);
    }

    @Test
    void countsAnAnswerThatBreaksOffAsLost() throws Exception {
        LoadReport report = everyFifth(request -> {
            request.response().putHeader("Content-Length", "64").write("0123");
            request.connection().close();
        });

        assertThat(report.losses()).hasSize((int) report.lost());
    }

    @Test
    void countsAnAnswerThatNeverComesAsLost() throws Exception {
        LoadReport report = everyFifth(request -> {});

        assertThat(report.losses()).allSatisfy(loss -> {
            assertThat(loss.error()).startsWith("no answer within");
            assertThat(loss.after()).isGreaterThanOrEqualTo(PATIENCE);
        });
    }

    @Test
    void countsRefusedConnectionsAsLost() throws Exception {
        LoadSettings nobody;
        try (MisbehavingServer app = new MisbehavingServer(MisbehavingServer::answerRightly)) {
            nobody = app.load(200, PATIENCE);
            load(app, 200, done -> done.answered() >= 10);
        }
        LoadGenerator generator = LoadGenerator.start(nobody);
        await(generator, done -> done.lost() >= 20);
        LoadReport report = generator.stop();

        assertThat(report.answered()).isZero();
        assertThat(report.lost()).isEqualTo(report.sent());
        assertThat(report.losses()).allSatisfy(loss -> assertThat(loss.error()).contains("Connection refused"));
    }

    @Test
    void sendsByTheClockWhileNothingIsAnswered() throws Exception {
        try (MisbehavingServer app = new MisbehavingServer(request -> {})) {
            LoadGenerator generator = LoadGenerator.start(app.load(500, Duration.ofSeconds(60)));
            await(generator, done -> done.sent() >= 300);
            LoadReport report = generator.report();
            generator.close();

            assertThat(report.answered() + report.lost())
                    .as("answered or lost while 300 were sent")
                    .isZero();
        }
    }

    @Test
    void latencyCountsFromWhenTheRequestWasDue() throws Exception {
        try (MisbehavingServer app = new MisbehavingServer(MisbehavingServer::answerRightly)) {
            LoadReport report = load(app, 500, done -> done.sent() >= 400);
            assertThat(report.shortLatency().max()).isGreaterThanOrEqualTo(report.latest());
        }
    }

    @Test
    void refusesATargetOrARateThatMakesNoSense() {
        URI target = URI.create("http://127.0.0.1:1");

        assertThatThrownBy(() -> LoadSettings.of(URI.create("ftp://127.0.0.1"), 1, 1))
                .hasMessageContaining("ftp://");
        assertThatThrownBy(() -> LoadSettings.of(target, 0, 1)).hasMessageContaining("rate is 0");
    }

    /** Load on an app that treats every fifth request badly; exactly these, and each once, are lost. */
    private static LoadReport everyFifth(Handler<HttpServerRequest> badly) throws Exception {
        AtomicLong treatedBadly = new AtomicLong();
        AtomicLong number = new AtomicLong();
        Handler<HttpServerRequest> behaviour = request -> {
            if (number.incrementAndGet() % 5 == 0) {
                treatedBadly.incrementAndGet();
                badly.handle(request);
            } else {
                MisbehavingServer.answerRightly(request);
            }
        };
        try (MisbehavingServer app = new MisbehavingServer(behaviour)) {
            LoadReport report = load(app, 200, done -> done.sent() >= 200);

            assertThat(app.arrived.get())
                    .as("requests that reached the app: none is tried again")
                    .isEqualTo(report.sent());
            assertThat(report.lost()).isEqualTo(treatedBadly.get()).isGreaterThan(30);
            assertThat(report.answered()).isEqualTo(report.sent() - report.lost());
            return report;
        }
    }

    private static LoadReport load(MisbehavingServer app, double rate, Predicate<LoadReport> until) throws Exception {
        LoadGenerator generator = LoadGenerator.start(app.load(rate, PATIENCE));
        await(generator, until);
        return generator.stop();
    }

    private static void await(LoadGenerator generator, Predicate<LoadReport> until) {
        Waiting.until("enough requests", Duration.ofSeconds(20), generator::report, report -> {}, until);
    }
}
