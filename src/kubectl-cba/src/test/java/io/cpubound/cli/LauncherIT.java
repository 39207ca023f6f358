package io.cpubound.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.TestCluster.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
            await(out, "shop  Complete  m\n");
            cluster.merge("shop", "{\"spec\":{\"image\":\"shop:1.1.0\"}}");
            await(out, "shop  Changed  waiting for the operator to look at the last change\n");
            cluster.ready("shop", "False", "RollingOut", "bbbbbbbbbb", "");
            await(out, "shop  RollingOut  m\n");
        } finally {
            watch.destroy();
            watch.waitFor();
        }
        assertThat(err).isEmptyFile();
    }

    private static void await(Path file, String text) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!Files.readString(file).contains(text)) {
            assertThat(Instant.now()).as(Files.readString(file)).isBefore(end);
            Thread.sleep(100);
        }
    }
}
