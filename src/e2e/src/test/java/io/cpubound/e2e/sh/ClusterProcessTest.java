package io.cpubound.e2e.sh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code make up} and {@code make down} know their process from any other, and do not wait for ever. */
@Timeout(60)
class ClusterProcessTest {

    /** What a command line of the local cluster has. */
    private static final String[] LOOKS_LIKE_IT = {"src/e2e/target/cpubound-e2e-0.jar", "up"};

    private static final String FOR_EVER = "while :; do sleep 0.1; done";

    @TempDir
    private Path folder;

    private Path pidFile;

    @BeforeEach
    void makeRunFolder() throws IOException {
        pidFile = Files.createDirectory(folder.resolve(".run")).resolve("cluster.pid");
    }

    @AfterEach
    void end() throws Exception {
        assertThat(Script.run(folder, Map.of(), "down.sh").exitCode()).isZero();
    }

    @Test
    void aStrangerWithTheNumberOfTheFileIsNotStopped() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(pidFile, stranger.pid() + "\n");

            assertThat(Script.run(folder, Map.of(), "down.sh").words()).isEqualTo("Nothing runs.\n");

            assertThat(stranger.isAlive()).isTrue();
            assertThat(pidFile).doesNotExist();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void theClusterOfAnotherFolderIsAStranger(@TempDir Path other) throws Exception {
        Process stranger = likeTheCluster(FOR_EVER).directory(other.toFile()).start();
        try {
            Files.writeString(pidFile, stranger.pid() + "\n");

            assertThat(Script.run(folder, Map.of(), "down.sh").words()).isEqualTo("Nothing runs.\n");

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void theClusterIsStartedOnceAndStopped() throws Exception {
        Script up = up("echo welcome > .run/cluster.ready; " + FOR_EVER, Map.of());
        long pid = Long.parseLong(Files.readString(pidFile).strip());

        assertThat(up).isEqualTo(new Script(0, "welcome\n"));
        assertThat(up("exit 1", Map.of()).words()).startsWith("It runs already (process " + pid);

        assertThat(Script.run(folder, Map.of(), "down.sh").words()).endsWith("stopped\n");
        // Where nobody reaps it, it stays in the list of processes, but without a program.
        assertThat(ProcessHandle.of(pid).flatMap(process -> process.info().command()))
                .isEmpty();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void oneThatEndsBeforeItIsReadyIsAnError() throws Exception {
        Script up = up("echo no such image; exit 1", Map.of());

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.words()).contains("no such image", "it did not start: see .run/cluster.log");
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void oneThatIsNeverReadyIsStoppedAtTheLimit() throws Exception {
        Script up = up("echo still at it; " + FOR_EVER, Map.of("UP_LIMIT", "1"));

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.words()).contains("still at it", "it was not ready within 1 s: see .run/cluster.log", "stopped");
        assertThat(pidFile).doesNotExist();
    }

    private Script up(String command, Map<String, String> environment) throws Exception {
        return Script.run(
                folder, environment, "up.sh", likeTheCluster(command).command().toArray(String[]::new));
    }

    private static ProcessBuilder likeTheCluster(String command) {
        return new ProcessBuilder("sh", "-c", command, LOOKS_LIKE_IT[0], LOOKS_LIKE_IT[1]);
    }
}
