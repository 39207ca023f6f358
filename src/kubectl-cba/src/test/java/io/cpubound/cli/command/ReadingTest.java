package io.cpubound.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.TestCluster;
import io.cpubound.cli.TestCluster.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reading commands say, and how they say what they cannot. */
class ReadingTest {

    private TestCluster cluster;

    @BeforeEach
    void anApp() throws IOException {
        cluster = TestCluster.create();
        cluster.app("shop", "{\"image\":\"shop:1.0.0\"}");
        cluster.revision("shop", 1, "aaaaaaaaaa", "{\"image\":\"shop:1.0.0\",\"port\":8080}");
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");
    }

    @Test
    void getShowsTheTree() {
        Ended ended = cluster.run("get", "shop");

        assertThat(ended.out())
                .startsWith("shop  Complete  in namespace " + cluster.namespace() + "\nm  for 60m\n├─ revisions\n")
                .contains("#1  aaaaaaaaaa  shop:1.0.0  current, target")
                .doesNotContain("\u001b");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void getWithoutANameListsTheNamespace() {
        cluster.app("another", "{\"image\":\"another:2\",\"replicas\":0}");

        assertThat(cluster.run("get").out().lines().map(line -> line.split(" ")[0]))
                .containsExactly("NAME", "another", "shop");
    }

    @Test
    void getListsAllNamespaces() throws IOException {
        TestCluster.create().app("elsewhere", "{\"image\":\"x:1\"}");

        assertThat(cluster.run("get", "-A").out())
                .startsWith("NAMESPACE")
                .contains("elsewhere")
                .contains("shop");
    }

    @Test
    void anEmptyNamespaceIsSaid() throws IOException {
        Ended ended = TestCluster.create().run("get");

        assertThat(ended.err()).startsWith("No CpuBoundApp found in namespace ").contains("kubectl cba get -A");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void anAppThatIsNotThereIsSaidWithThoseThatAre() {
        Ended ended = cluster.run("get", "shpo");

        assertThat(ended.err())
                .isEqualTo("error: CpuBoundApp \"shpo\" not found in namespace \"" + cluster.namespace()
                        + "\": there are shop\n");
        assertThat(ended.exitCode()).isEqualTo(2);
    }

    @Test
    void historyIsATableAndOneRevisionIsYaml() {
        assertThat(cluster.run("history", "shop").out())
                .startsWith("REVISION  HASH")
                .contains("shop:1.0.0");

        assertThat(cluster.run("rollout", "history", "shop", "--revision=1").out())
                .isEqualTo("image: \"shop:1.0.0\"\nport: 8080\n");
    }

    @Test
    void aMissingCrdIsSaidWithTheWayToInstallIt() {
        TestCluster.withoutDefinition(() -> {
            Ended ended = cluster.run("get", "shop");

            assertThat(ended.err()).contains("has no CpuBoundApp").contains("kubectl apply -k deploy");
            assertThat(ended.exitCode()).isEqualTo(2);
        });
    }

    @Test
    void aClusterThatIsNotThereIsSaidAtOnce(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("kubeconfig");
        Files.writeString(
                file, Files.readString(TestCluster.kubeconfig()).replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1"));

        Ended ended = TestCluster.runAsIs(Clock.systemUTC(), "get", "shop", "--kubeconfig", file.toString());

        assertThat(ended.err()).startsWith("error: cannot reach the cluster at https://127.0.0.1:1");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void aContextThatIsNotThereIsSaidWithThoseThatAre() {
        Ended ended = cluster.run("get", "shop", "--context", "production");

        assertThat(ended.err())
                .isEqualTo(
                        "error: context \"production\" is not in the kubeconfig, which has cpubound-local; see kubectl"
                                + " config get-contexts\n");
        assertThat(ended.exitCode()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        assertThat(TestCluster.runAsIs(Clock.systemUTC(), "get", "--kubeconfig", "/no/such/file")
                        .err())
                .isEqualTo("error: --kubeconfig /no/such/file is not a file that can be read\n");
    }

    @Test
    void aTokenThatIsNotKnownIsSaid(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("kubeconfig");
        Files.writeString(file, Files.readString(TestCluster.kubeconfig()).replaceAll("token: .*", "token: expired"));

        Ended ended = TestCluster.runAsIs(Clock.systemUTC(), "get", "shop", "--kubeconfig", file.toString());

        assertThat(ended.err()).contains("does not know you (401)");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void nonsenseEndsWithTwoAndPointsToTheHelp() {
        assertThat(cluster.run("get", "shop", "-A").exitCode()).isEqualTo(2);
        assertThat(cluster.run("get", "-w").exitCode()).isEqualTo(2);
        assertThat(cluster.run("status").err())
                .isEqualTo("error: Missing required parameter: 'NAME'; see kubectl cba status --help\n");
        assertThat(cluster.run("status", "shop", "--timeout", "soon").err()).contains("such as 90s, 5m or 1h30m");
        assertThat(TestCluster.runAsIs(Clock.systemUTC()).exitCode()).isEqualTo(2);
        assertThat(TestCluster.runAsIs(Clock.systemUTC(), "rollout").exitCode()).isEqualTo(2);
        assertThat(TestCluster.runAsIs(Clock.systemUTC(), "stauts", "shop").exitCode())
                .isEqualTo(2);
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(TestCluster.runAsIs(Clock.systemUTC(), "completion", "bash").out())
                .contains("promote")
                .contains("kubectl-cba");
        assertThat(TestCluster.runAsIs(Clock.systemUTC(), "completion", "zsh").out())
                .startsWith("autoload");
        assertThat(TestCluster.runAsIs(Clock.systemUTC(), "completion", "fish").exitCode())
                .isEqualTo(2);
    }
}
