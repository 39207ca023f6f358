package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.PodTimes;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.e2e.cluster.Waiting;
import io.cpubound.e2e.load.ExpectedHashes;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadReport;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every kind of bad version is found out with its first pod, and taken back; nobody who sends requests notices. One load runs
 * over all of it.
 */
@Tag("e2e")
@Tag("promise")
class RollbackTest {

    private static AppUnderTest under;
    private static LoadGenerator load;

    @BeforeAll
    static void deploy() {
        under = AppUnderTest.ready("e2e-rollback", good());
        load = under.briskLoad();
    }

    @AfterAll
    static void remove() throws Exception {
        LoadReport report = load.stop();
        load.close();
        under.close();
        System.out.println("rollbacks: sent=" + report.sent() + " lost=" + report.lost());
        assertThat(report.lost())
                .as("lost over all bad versions: %s", report.losses())
                .isZero();
        assertThat(report.answeredByVersion()).as("who answered").containsOnlyKeys("1.0.0");
    }

    @Test
    void oneThatCrashesAtStart() {
        AppView back = goesBack("CrashLoopBackOff", 30, AppUnderTest.sample("broken-crash.yaml"));

        assertThat(back.message()).as("the container's last words").contains("FAULT is crash-at-start");
    }

    @Test
    void oneThatNeverGetsReady() {
        goesBack(
                "ProgressDeadlineExceeded",
                12,
                AppUnderTest.sample("broken-never-ready.yaml").setIn("rollout", "progressDeadlineSeconds", 8));
    }

    @Test
    void oneThatAnswersWrongly() {
        goesBack("VerificationFailed: WrongBody", 20, AppUnderTest.sample("broken-wrong-answer.yaml"));
    }

    @Test
    void oneThatAnswersWith500() {
        goesBack("VerificationFailed: AppError", 20, bad().env("FAULT", "error-500"));
    }

    @Test
    void oneThatNeverAnswers() {
        goesBack("VerificationFailed: NoAnswer", 20, bad().env("FAULT", "hang"));
    }

    @Test
    void oneWhoseImageIsMissing() {
        goesBack("(ErrImagePull|ImagePullBackOff)", 15, AppUnderTest.sample("broken-missing-image.yaml"));
    }

    @Test
    void oneThatEatsItsMemory() {
        goesBack(
                "OOMKilled",
                40,
                bad().env("FAULT", "eat-memory").set("resources", Map.of("limits", Map.of("memory", "320Mi"))));
    }

    /** Rolls the bad version, and waits until it is taken back; then the spec is put right, as its author would. */
    private static AppView goesBack(String why, int secondsToFind, Sample bad) {
        String good = under.app().view().pods().get(0).revision();
        try (PodTimes pods = under.app().watchPods()) {
            long begin = System.nanoTime();
            under.app().apply(bad.resource());
            AppView found = under.app()
                    .await("given up", Duration.ofSeconds(90), RollbackTest::threeServe, view -> !view.failed()
                            .isEmpty());
            double seconds = (System.nanoTime() - begin) / 1e9;
            AppView back = under.app()
                    .await("rolled back", AppUnderTest.LIMIT, RollbackTest::threeServe, view -> view.reason()
                            .equals("RolledBack"));
            System.out.printf(
                    "%s: found after %.1f s, back after %.1f s%n", why, seconds, (System.nanoTime() - begin) / 1e9);

            assertThat(found.failed()).matches("(?s)" + why + ".*");
            assertThat(seconds).as("seconds until it was given up").isLessThan(secondsToFind);
            assertThat(back.ready()).isFalse();
            assertThat(back.message())
                    .contains(found.failed().replaceAll("(?s):.*", ""))
                    .contains("fix the spec");
            assertThat(AppUnderTest.serving(back, AppUnderTest.OLD)).isEqualTo(3);

            // A pod that never served may take its time to end: nothing waits for it.
            under.app()
                    .await(
                            "three pods",
                            AppUnderTest.LIMIT,
                            RollbackTest::threeServe,
                            view -> view.pods().size() == 3);
            under.app().apply(good().resource());
            under.app().awaitReady(AppUnderTest.LIMIT, view -> {});
            // The bad pod may have lived for less than the time between two looks; a watch misses none.
            Waiting.until("word of the bad pod", Duration.ofSeconds(30), () -> pods.notOf(good), n -> {}, n -> n > 0);
            assertThat(pods.notOf(good)).as("pods that it cost").isOne();
            return back;
        }
    }

    private static void threeServe(AppView view) {
        assertThat(AppUnderTest.serving(view, AppUnderTest.OLD))
                .as("serving in %s", view)
                .isEqualTo(3);
    }

    private static Sample bad() {
        return good().set("image", AppUnderTest.NEW);
    }

    private static Sample good() {
        return AppUnderTest.goodSample()
                .setIn(
                        "rollout",
                        "verification",
                        Map.of(
                                "httpGet", Map.of("path", "/hash/123"),
                                "expectedBody",
                                        ExpectedHashes.hash(
                                                "123", AppUnderTest.goodSample().hashIterations()),
                                "timeoutSeconds", 1,
                                "attempts", 2,
                                "intervalSeconds", 1));
    }
}
