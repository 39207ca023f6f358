package io.cpubound.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.TestCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What kubectl offers after a TAB. */
class CompleteTest {

    private TestCluster cluster;

    @BeforeEach
    void twoApps() throws IOException {
        cluster = TestCluster.create();
        cluster.app("shop", "{\"image\":\"shop:1.0.0\"}");
        cluster.app("search", "{\"image\":\"search:1.0.0\"}");
    }

    @Test
    void commandsByTheirBeginning() {
        assertThat(complete("re")).containsExactly("restart", "resume", "retry", ":4");
        assertThat(complete("")).contains("get", "rollout", "undo").doesNotContain("__complete", "--help");
    }

    @Test
    void optionsOnceADashIsThere() {
        assertThat(complete("status", "--ti")).containsExactly("--timeout", ":4");
        assertThat(complete("get", "-")).contains("--watch", "-w", "--namespace");
    }

    @Test
    void theAppsThatAreThere() {
        assertThat(completeThere("get", "")).containsExactly("search", "shop", ":4");
        assertThat(completeThere("undo", "sh")).containsExactly("shop", ":4");
        assertThat(completeThere("rollout", "status", "--timeout", "5m", "")).containsExactly("search", "shop", ":4");
    }

    @Test
    void noAppWhereNoneMayBeNamed() {
        assertThat(completeThere("get", "shop", "")).containsExactly(":4");
        assertThat(completeThere("undo", "shop", "--to-revision", "")).containsExactly(":4");
        assertThat(completeThere("completion", "")).doesNotContain("shop");
    }

    @Test
    void noClusterIsNoError() {
        assertThat(complete("get", "--kubeconfig", "/nowhere", "")).containsExactly(":4");
    }

    private static List<String> complete(String... words) {
        var ended = TestCluster.runAsIs(
                java.time.Clock.systemUTC(),
                Stream.concat(Stream.of(Complete.NAME), Stream.of(words)).toArray(String[]::new));
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).isEmpty();
        return ended.out().lines().toList();
    }

    /** With the options that name this test's cluster and namespace behind the command's own words. */
    private List<String> completeThere(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(words));
        int last = all.size() - 1;
        all.addAll(last, List.of("--kubeconfig", TestCluster.kubeconfig().toString(), "-n", cluster.namespace()));
        return complete(all.toArray(String[]::new));
    }
}
