package io.cpubound.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.TestCluster;
import io.cpubound.cli.TestCluster.Ended;
import io.cpubound.cli.TestCluster.Running;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The exit codes that pipelines go by. */
@Timeout(60)
class StatusTest {

    private static final String FAILED =
            """
            ,"failed":{"revision":"bbbbbbbbbb","reason":"ImagePullBackOff","message":"no such tag","at":"2026-11-25T11:59:30Z","pod":"shop-bbbbbbbbbb-0","log":""}
            """;

    private TestCluster cluster;

    @BeforeEach
    void anAppWhoseImageWasChanged() throws IOException {
        cluster = TestCluster.create();
        cluster.app("shop", "{\"image\":\"shop:1.0.0\"}");
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");
        cluster.merge("shop", "{\"spec\":{\"image\":\"shop:1.1.0\"}}");
    }

    @Test
    void zeroWhenTheSpecAsItIsNowIsRolledOut() {
        Running status = cluster.start("status", "shop", "--timeout", "60s");
        cluster.ready("shop", "False", "RollingOut", "bbbbbbbbbb", "");
        status.awaitOut("RollingOut: m");

        cluster.ready("shop", "True", "Complete", "bbbbbbbbbb", "");

        Ended ended = status.end();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("RollingOut: m").endsWith("rolled out: revision bbbbbbbbbb, shop:1.1.0\n");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void readinessOfTheSpecBeforeDoesNotCount() {
        Ended ended = run("status", "shop", "--timeout", "1s");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err())
                .isEqualTo("error: not rolled out within 1s: waiting for the operator to look at the last change\n");
    }

    @Test
    void oneWhenItWasRolledBackWithTheReasonOnStandardError() {
        Running status = cluster.start("rollout", "status", "shop");
        cluster.ready("shop", "False", "RollingBack", "bbbbbbbbbb", FAILED);
        status.awaitOut("failed, going back: ");

        cluster.ready("shop", "False", "RolledBack", "bbbbbbbbbb", FAILED);

        Ended ended = status.end();
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo(
                        "error: revision bbbbbbbbbb failed and was rolled back: ImagePullBackOff: no such tag (pod shop-bbbbbbbbbb-0)\n");
    }

    @Test
    void oneWhenTheWayBackIsLongerThanTheTime() {
        cluster.ready("shop", "False", "RollingBack", "bbbbbbbbbb", FAILED);

        assertThat(run("status", "shop", "--timeout", "1s").exitCode()).isEqualTo(1);
    }

    @Test
    void theFailureOfAnEarlierRevisionDoesNotCount() {
        cluster.ready("shop", "True", "Complete", "cccccccccc", FAILED);

        assertThat(run("status", "shop").exitCode()).isZero();
    }

    @Test
    void threeWhenTheTimeIsOver() {
        cluster.ready("shop", "False", "Paused", "bbbbbbbbbb", "");

        Ended ended = run("status", "shop", "--timeout", "1s");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err()).isEqualTo("error: not rolled out within 1s: Paused: m\n");
    }

    @Test
    void withoutWatchingItTellsHowItIs() {
        cluster.ready("shop", "False", "RollingOut", "bbbbbbbbbb", "");
        assertThat(run("status", "shop", "--watch=false").exitCode()).isEqualTo(3);

        cluster.ready("shop", "True", "Partitioned", "bbbbbbbbbb", "");
        assertThat(run("status", "shop", "-w=false").out()).isEqualTo("rolled out up to the partition: m\n");
    }

    @Test
    void twoWhenThereIsNoSuchAppOrItIsDeleted() {
        assertThat(run("status", "another").exitCode()).isEqualTo(2);
        Running status = cluster.start("status", "shop");
        status.awaitOut("waiting for the operator");

        cluster.resource("shop").delete();

        assertThat(status.end())
                .isEqualTo(new Ended(
                        2,
                        "waiting for the operator to look at the last change\n",
                        "error: CpuBoundApp \"shop\" was deleted\n"));
    }

    @Test
    void oneWhenUndoToHoldsAnotherImageThanTheOneThatIsAskedFor() {
        undoTo(1);

        Ended ended = run("status", "shop");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo(
                        "error: revision #1, shop:1.0.0, is rolled out, and not spec.image (shop:1.1.0): spec.rollout.undoTo is 1;"
                                + " remove spec.rollout.undoTo to roll spec.image out\n");
        assertThat(run("status", "shop", "--watch=false").exitCode()).isEqualTo(1);
    }

    @Test
    void zeroWhenTheRevisionOfUndoToHasTheImageThatIsAskedFor() {
        cluster.merge("shop", "{\"spec\":{\"image\":\"shop:1.0.0\"}}");
        undoTo(1);

        assertThat(run("status", "shop").out()).isEqualTo("rolled out: revision #1, shop:1.0.0\n");
    }

    @Test
    void aFailureThatIsTriedAgainIsUnderWay() {
        cluster.ready("shop", "False", "RolledBack", "bbbbbbbbbb", FAILED);
        assertThat(run("retry", "shop").exitCode()).isZero();

        Running status = cluster.start("status", "shop");
        status.awaitOut("trying revision bbbbbbbbbb once more, after ImagePullBackOff");
        cluster.ready("shop", "True", "Complete", "bbbbbbbbbb", ",\"failed\":null");

        assertThat(status.end().exitCode()).isZero();
    }

    @Test
    void oneWhenTheRetryHasFailedToo() {
        cluster.ready("shop", "False", "RolledBack", "bbbbbbbbbb", FAILED);
        assertThat(run("retry", "shop").exitCode()).isZero();

        cluster.ready("shop", "False", "RolledBack", "bbbbbbbbbb", FAILED.replace("11:59:30Z", "11:59:59Z"));

        assertThat(run("status", "shop").exitCode()).isEqualTo(1);
    }

    /** On a first deployment there is nothing to go back to, so the operator goes on trying and remembers no failure. */
    @Test
    void oneWhenNothingMovesAnyMoreAndThereIsNothingToGoBackTo() {
        cluster.status("shop", late("ProgressDeadlineExceeded"));

        Ended ended = run("status", "shop", "--timeout", "5s");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo("error: revision bbbbbbbbbb is not rolled out: no progress for 600 s; still trying: m\n");
    }

    @Test
    void theDeadlineIsToldAlsoWhereTheServerRefusesSomething() {
        cluster.status("shop", late("Refused"));

        assertThat(run("status", "shop", "--timeout", "5s").exitCode()).isEqualTo(1);
    }

    private static String late(String ready) {
        return """
                {"summary":"Stuck 0/3","updateRevision":"bbbbbbbbbb","currentRevision":null,"conditions":[
                 {"type":"Ready","status":"False","reason":"%s","message":"m","lastTransitionTime":"2026-11-25T11:00:00Z"},
                 {"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded",
                  "message":"no progress for 600 s; still trying: m","lastTransitionTime":"2026-11-25T11:00:00Z"}]}
                """
                .formatted(ready);
    }

    /** The spec names a revision of the history, which has run all the time. */
    private void undoTo(int number) {
        cluster.revision("shop", number, "aaaaaaaaaa", "{\"image\":\"shop:1.0.0\"}");
        cluster.merge("shop", "{\"spec\":{\"rollout\":{\"undoTo\":" + number + "}}}");
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");
    }

    private Ended run(String... arguments) {
        return cluster.run(Clock.systemUTC(), arguments);
    }
}
