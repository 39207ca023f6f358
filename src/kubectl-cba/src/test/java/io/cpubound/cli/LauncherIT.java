package io.cpubound.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.cpubound.cli.TestCluster.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was built, as a user starts it. */
class LauncherIT {

    @TempDir
    private Path folder;

    private TestCluster cluster;
    private Processes processes;

    @BeforeEach
    void anApp() throws IOException {
        cluster = TestCluster.create();
        cluster.app("shop", "{\"image\":\"shop:1.0.0\"}");
        processes = new Processes(folder, folder);
    }

    @Test
    void itIsFoundOnPathAndShowsAPlainTreeInAPipe() {
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");

        Ended ended = processes.run(Map.of("LC_ALL", "C"), "kubectl-cba", "get", "shop", "-n", cluster.namespace());

        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .startsWith("shop  Complete")
                .contains("├─ slots")
                .doesNotContain("\u001b");
    }

    @Test
    void theExitCodeOfACommandIsThatOfTheProcess() {
        assertThat(processes
                        .run(Map.of(), "kubectl-cba", "get", "another", "-n", cluster.namespace())
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void kubectlCompletesItsCommands() {
        Map<String, String> here = Map.of("PATH", Processes.HOME + ":" + System.getenv("PATH"));
        assumeThat(Processes.isOnPath("kubectl")).isTrue();

        assertThat(processes.run(here, "kubectl", "__complete", "cba", "re").out())
                .isEqualTo("restart\nresume\nretry\n:4\n");
        assertThat(processes
                        .run(here, "kubectl", "__complete", "cba", "undo", "-n", cluster.namespace(), "")
                        .out())
                .isEqualTo("shop\n:4\n");
    }

    @Test
    void aLinkToItWorks() throws IOException {
        Files.createSymbolicLink(folder.resolve("kubectl-linked"), Processes.HOME.resolve("kubectl-cba"));

        assertThat(processes.run(Map.of(), "kubectl-linked", "--version").out()).startsWith("kubectl-cba ");
    }

    @Test
    void aLauncherWithoutItsJarSaysHowToBuildIt() throws IOException {
        Files.copy(Processes.HOME.resolve("kubectl-cba"), folder.resolve("kubectl-cba"));

        Ended ended = processes.run(Map.of(), folder.resolve("kubectl-cba").toString(), "get");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("build it with make plugin");
    }

    @Test
    void aWatchPrintsALineForEachChange() throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        cluster.ready("shop", "True", "Complete", "aaaaaaaaaa", "");
        Process watch =
                processes.start(Map.of(), out, err, "kubectl-cba", "get", "shop", "-w", "-n", cluster.namespace());
        try {
            awaitText(out, "shop  Complete  m\n");
            cluster.merge("shop", "{\"spec\":{\"image\":\"shop:1.1.0\"}}");
            awaitText(out, "shop  Changed  waiting for the operator to look at the last change\n");
            cluster.ready("shop", "False", "RollingOut", "bbbbbbbbbb", "");
            awaitText(out, "shop  RollingOut  m\n");
        } finally {
            watch.destroy();
            watch.waitFor();
        }
        assertThat(err).isEmptyFile();
    }

    private static void awaitText(Path file, String text) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(file).content().contains(text));
    }
}
