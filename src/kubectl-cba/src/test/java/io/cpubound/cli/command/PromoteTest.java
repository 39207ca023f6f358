package io.cpubound.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.TestCluster;
import io.cpubound.cli.TestCluster.Ended;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What promote takes away, and when it says that there is nothing. */
class PromoteTest {

    private static final String FAILED =
            """
            ,"failed":{"revision":"bbbbbbbbbb","reason":"CrashLoopBackOff","message":"exit code 1","at":"2026-11-25T11:59:30Z","pod":"shop-bbbbbbbbbb-0","log":""}
            """;

    private static final String FROZEN = ",\"frozenUntil\":\"2026-11-27T06:00:00Z\"";

    private TestCluster cluster;

    @BeforeEach
    void anAppWhoseNewRevisionIsUnderWay() throws IOException {
        cluster = TestCluster.create();
        cluster.app("shop", "{\"image\":\"shop:1.1.0\",\"replicas\":4}");
    }

    @Test
    void takesAwayThePartitionAndThePause() {
        hold("\"partition\":2,\"paused\":true");
        cluster.ready("shop", "False", "Paused", "bbbbbbbbbb", "");

        assertThat(cluster.run("promote", "shop").out()).endsWith("shop promoted\n");

        assertThat(cluster.spec("shop", "rollout", "partition")).isEqualTo(0);
        assertThat(cluster.spec("shop", "rollout", "paused")).isEqualTo(false);
        assertThat(cluster.spec("shop", "rollout", "freezeOverride")).isNull();
    }

    @Test
    void saysWhenAFreezeHoldsItAfterwards() {
        hold("\"partition\":2");
        cluster.ready("shop", "False", "Frozen", "bbbbbbbbbb", FROZEN);

        assertThat(cluster.run("promote", "shop").out())
                .endsWith(
                        "promoted, once the freeze is over (2026-11-27T06:00:00Z; --override-freeze does not wait)\n");
    }

    @Test
    void overridesAFreezeForThisRevisionOnly() {
        cluster.ready("shop", "False", "Frozen", "bbbbbbbbbb", FROZEN);

        assertThat(cluster.run("promote", "shop", "--override-freeze").out()).endsWith("shop promoted\n");

        assertThat(cluster.spec("shop", "rollout", "freezeOverride")).isEqualTo("bbbbbbbbbb");
    }

    @Test
    void isRefusedWhereOnlyAFreezeHoldsAndIsNotOverridden() {
        cluster.ready("shop", "False", "Frozen", "bbbbbbbbbb", FROZEN);

        refused("the rollout is neither paused nor partitioned, and a freeze holds it until 2026-11-27T06:00:00Z:"
                + " --override-freeze does not wait");
    }

    @Test
    void isRefusedWhenNothingHoldsTheRollout() {
        cluster.ready("shop", "False", "RollingOut", "bbbbbbbbbb", "");

        refused("the rollout is neither paused nor partitioned (it is RollingOut)");
    }

    /** A partition that stands in the spec for the next rollout must not get lost. */
    @Test
    void isRefusedWhenAllIsRolledOut() {
        hold("\"partition\":2");
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");

        refused("revision aaaaaaaaaa is rolled out");
        assertThat(cluster.run("promote", "shop", "--override-freeze").exitCode())
                .isEqualTo(1);
        assertThat(cluster.spec("shop", "rollout", "partition")).isEqualTo(2);
    }

    @Test
    void isRefusedWhenTheRevisionWasRolledBack() {
        hold("\"partition\":2");
        cluster.ready("shop", "False", "RolledBack", "bbbbbbbbbb", FAILED);

        refused("revision bbbbbbbbbb has failed (CrashLoopBackOff): correct the spec, or try it once more with kubectl"
                + " cba retry shop");
        assertThat(cluster.spec("shop", "rollout", "partition")).isEqualTo(2);
    }

    private void hold(String rollout) {
        cluster.merge("shop", "{\"spec\":{\"rollout\":{" + rollout + "}}}");
    }

    private void refused(String why) {
        Ended ended = cluster.run("promote", "shop");
        assertThat(ended.err()).isEqualTo("error: nothing to promote: " + why + "\n");
        assertThat(ended.exitCode()).isEqualTo(1);
    }
}
