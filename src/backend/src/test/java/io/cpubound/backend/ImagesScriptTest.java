package io.cpubound.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make images} says about its BASE, and hands to Maven. */
class ImagesScriptTest {

    private static final Path SCRIPT = Path.of(System.getProperty("project.root"), "src/backend/sh/images.sh");

    @TempDir
    private Path folder;

    private record Run(int exitCode, String words) {}

    @Test
    void anArchiveThatIsMissingIsNamed() throws Exception {
        Run run = images("./java.tar", "false");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.words()).startsWith("images: BASE=./java.tar is no file; it must be an image archive");
    }

    @Test
    void aFileThatIsNoImageArchiveIsNamed() throws Exception {
        Files.writeString(folder.resolve("java.tar"), "no tar");

        Run run = images("java.tar", "false");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.words()).startsWith("images: BASE=java.tar is no image archive");
    }

    @Test
    void aNameInARegistryGoesToMavenAsItIsAndABuildThatFailsIsTold() throws Exception {
        Path maven = Files.writeString(folder.resolve("maven"), "#!/bin/sh\necho \"[ERROR] asked for $*\"\nexit 1\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();

        Run run = images("registry.example/java:17", "./maven");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.words())
                .contains("-Dimage.base=registry.example/java:17 ")
                .endsWith("images: the build on registry.example/java:17 failed: see .run/images.log\n");
    }

    private Run images(String base, String maven) throws IOException, InterruptedException {
        Process script = new ProcessBuilder("sh", SCRIPT.toString(), base, maven)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String words = new String(script.getInputStream().readAllBytes());
        return new Run(script.waitFor(), words);
    }
}
