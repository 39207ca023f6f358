package io.cpubound.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.TestCluster;
import io.cpubound.cli.TestCluster.Ended;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each command changes, on a real API with the real schema. */
class SteeringTest {

    private static final String FAILED =
            """
            ,"failed":{"revision":"bbbbbbbbbb","reason":"CrashLoopBackOff","message":"exit code 1","at":"2026-11-25T11:59:30Z","pod":"shop-bbbbbbbbbb-0","log":""}
            """;

    private TestCluster cluster;

    @BeforeEach
    void anAppWithTwoRevisions() throws IOException {
        cluster = TestCluster.create();
        cluster.app(
                "shop",
                """
                {"image":"shop:1.1.0","port":9090,"env":[{"name":"NEW","value":"1"}],"replicas":4,
                 "resources":{"requests":{"cpu":"50m"},"limits":{"memory":"1Gi"}}}
                """);
        cluster.revision(
                "shop",
                1,
                "aaaaaaaaaa",
                """
                {"image":"shop:1.0.0","port":8080,"terminationGracePeriodSeconds":60,"resources":{"requests":{"cpu":"50m"}}}
                """);
        cluster.revision(
                "shop",
                2,
                "bbbbbbbbbb",
                """
                {"image":"shop:1.1.0","port":9090,"terminationGracePeriodSeconds":60,"env":[{"name":"NEW","value":"1"}],
                 "resources":{"requests":{"cpu":"50m"},"limits":{"memory":"1Gi"}}}
                """);
        cluster.ready("shop", "False", "RollingOut", "bbbbbbbbbb", "");
    }

    @Test
    void undoWritesTheLastGoodTemplateIntoTheSpecAndLeavesNothingOfTheOther() {
        Ended ended = cluster.run("undo", "shop");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).isEqualTo("cpuboundapp.cpubound.io/shop goes back to revision 1 (shop:1.0.0)\n");
        assertThat(cluster.spec("shop", "image")).isEqualTo("shop:1.0.0");
        assertThat(cluster.spec("shop", "port")).isEqualTo(8080);
        assertThat(cluster.spec("shop", "env")).isNull();
        assertThat(cluster.spec("shop", "resources")).isEqualTo(Map.of("requests", Map.of("cpu", "50m")));
        assertThat(cluster.spec("shop", "replicas")).isEqualTo(4);
    }

    @Test
    void undoGoesToTheRevisionThatIsNamed() {
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");

        assertThat(cluster.run("undo", "shop", "--to-revision", "1").exitCode()).isZero();

        assertThat(cluster.spec("shop", "image")).isEqualTo("shop:1.0.0");
    }

    /** The API does not tell which revisions of the history have failed: who undoes is told where it goes, and can tell. */
    @Test
    void undoOfWhatIsRolledOutSaysWhatItGoesBackTo() {
        cluster.revision("shop", 3, "cccccccccc", "{\"image\":\"shop:1.2.0\"}", "release 1.2");
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");

        assertThat(cluster.run("undo", "shop").out())
                .isEqualTo("cpuboundapp.cpubound.io/shop goes back to revision 3 (shop:1.2.0, release 1.2)\n");
    }

    @Test
    void undoTakesRestartsBackAndLetsGoOfUndoTo() {
        cluster.merge(
                "shop", """
                {"spec":{"restartedAt":"2026-11-25T10:00:00Z","rollout":{"undoTo":1}}}""");
        cluster.ready("shop", "False", "RollingOut", "bbbbbbbbbb", "");

        assertThat(cluster.run("undo", "shop").exitCode()).isZero();

        assertThat(cluster.spec("shop", "restartedAt")).isNull();
        assertThat(cluster.spec("shop", "rollout", "undoTo")).isNull();
        assertThat(cluster.spec("shop", "rollout", "maxSurge")).isEqualTo(1);
    }

    @Test
    void undoSaysWhenThereIsNothingToDo() {
        Ended ended = cluster.run("rollout", "undo", "shop", "--to-revision=2");

        assertThat(ended.out()).endsWith("asks for revision 2 (shop:1.1.0) already\n");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void undoNamesTheRevisionsThatAreKept() {
        Ended ended = cluster.run("undo", "shop", "--to-revision", "7");

        assertThat(ended.err()).isEqualTo("error: revision 7 of shop is not kept: there are 2, 1\n");
        assertThat(ended.exitCode()).isEqualTo(2);
    }

    @Test
    void aPatchOfAnAppThatOthersHaveChangedSinceIsNotDone() {
        var read = cluster.resource("shop").get();
        cluster.merge("shop", "{\"spec\":{\"replicas\":5}}");

        var patch = TemplateRewrite.patch(read, new io.cpubound.cli.api.Fields(Map.of("image", "shop:0")));

        assertThat(cluster.patch("shop", patch)).isFalse();
        assertThat(cluster.spec("shop", "image")).isEqualTo("shop:1.1.0");
    }

    @Test
    void restartSetsTheTime() {
        assertThat(cluster.run("restart", "shop").out()).isEqualTo("cpuboundapp.cpubound.io/shop restarted\n");

        assertThat(cluster.spec("shop", "restartedAt")).isEqualTo("2026-11-25T12:00:00Z");
    }

    @Test
    void restartIsRefusedWhileUndoToHoldsATemplate() {
        cluster.merge("shop", "{\"spec\":{\"rollout\":{\"undoTo\":1}}}");

        Ended ended = cluster.run("restart", "shop");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("kubectl cba undo shop --to-revision 1");
        assertThat(cluster.spec("shop", "restartedAt")).isNull();
    }

    @Test
    void pauseAndResumeAreTheSpecsField() {
        assertThat(cluster.run("pause", "shop").out()).endsWith("shop paused\n");
        assertThat(cluster.spec("shop", "rollout", "paused")).isEqualTo(true);
        assertThat(cluster.run("pause", "shop").out()).endsWith("shop is paused already\n");

        assertThat(cluster.run("resume", "shop").out()).endsWith("shop resumed\n");
        assertThat(cluster.spec("shop", "rollout", "paused")).isEqualTo(false);
        assertThat(cluster.run("resume", "shop").out()).endsWith("shop is not paused already\n");
    }

    @Test
    void abortNamesTheRevisionThatIsGivenUp() {
        assertThat(cluster.run("abort", "shop").out()).endsWith("gives up revision #2 and goes back to #1\n");

        assertThat(annotations()).containsEntry("cpubound.io/abort", "bbbbbbbbbb");
    }

    @Test
    void abortIsRefusedWhenNothingIsUnderWay() {
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");

        Ended ended = cluster.run("abort", "shop");

        assertThat(ended.err()).startsWith("error: nothing to abort: revision #1 is rolled out");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void abortIsTheWayBackFromAFailureThatStoppedTheRollout() {
        cluster.ready("shop", "False", "Failed", "bbbbbbbbbb", FAILED);

        assertThat(cluster.run("abort", "shop").out()).endsWith("gives up revision #2 and goes back to #1\n");

        assertThat(annotations()).containsEntry("cpubound.io/abort", "bbbbbbbbbb");
    }

    @Test
    void abortIsRefusedWhenTheWayBackHasBegunOrWasAskedFor() {
        for (String reason : new String[] {"RollingBack", "RolledBack"}) {
            cluster.ready("shop", "False", reason, "bbbbbbbbbb", FAILED);
            assertThat(cluster.run("abort", "shop").err())
                    .isEqualTo("error: nothing to abort: revision #2 has failed already (CrashLoopBackOff)\n");
        }
        cluster.ready("shop", "False", "Failed", "bbbbbbbbbb", FAILED.replace("CrashLoopBackOff", "Aborted"));
        assertThat(cluster.run("abort", "shop").exitCode()).isEqualTo(1);

        assertThat(annotations()).doesNotContainKey("cpubound.io/abort");
    }

    @Test
    void abortTakesARetryBackThatTheOperatorHasNotSeen() {
        cluster.ready("shop", "False", "RolledBack", "bbbbbbbbbb", FAILED);
        assertThat(cluster.run("retry", "shop").exitCode()).isZero();

        assertThat(cluster.run("abort", "shop").exitCode()).isZero();
    }

    @Test
    void retryNamesTheFailureAndTakesTheAbortBack() {
        assertThat(cluster.run("abort", "shop").exitCode()).isZero();
        cluster.ready("shop", "False", "RolledBack", "bbbbbbbbbb", FAILED);

        assertThat(cluster.run("retry", "shop").out())
                .endsWith("tries revision #2 once more, after CrashLoopBackOff\n");

        assertThat(annotations())
                .containsEntry("cpubound.io/retry", "2026-11-25T11:59:30Z")
                .doesNotContainKey("cpubound.io/abort");
    }

    @Test
    void retryIsRefusedWithoutAFailure() {
        Ended ended = cluster.run("retry", "shop");

        assertThat(ended.err())
                .isEqualTo(
                        "error: nothing to retry: no failure of shop is remembered (it is RollingOut); see kubectl cba get"
                                + " shop\n");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void theFieldsThatThePluginWritesAreItsOwn() {
        cluster.run("pause", "shop");

        assertThat(cluster.resource("shop").get().getMetadata().getManagedFields())
                .extracting(io.fabric8.kubernetes.api.model.ManagedFieldsEntry::getManager)
                .contains("kubectl-cba");
    }

    private Map<String, String> annotations() {
        Map<String, String> annotations =
                cluster.resource("shop").get().getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }
}
