package io.cpubound.cli;

import io.cpubound.cli.TestCluster.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands in processes of their own, with the launcher of this module and the local cluster's kubeconfig. */
final class Processes {

    /** Where the launcher is; it finds what was built in target/. */
    static final Path HOME = TestCluster.ROOT.resolve("src").resolve("kubectl-cba");

    private final Path folder;
    private final Path stubs;

    /** In that folder, with those executables before all others. */
    Processes(Path folder, Path stubs) {
        this.folder = folder;
        this.stubs = stubs;
    }

    Ended run(Map<String, String> environment, String... command) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            Process process = start(environment, out, err, command);
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(List.of(command) + " does not end");
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Process start(Map<String, String> environment, Path out, Path err, String... command) throws IOException {
        // Java looks for a command on its own PATH, env on that of the new process.
        List<String> found = new ArrayList<>(List.of("env"));
        found.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(found)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("KUBECONFIG", TestCluster.kubeconfig().toString());
        builder.environment().merge("PATH", stubs + ":" + HOME + ":", (old, first) -> first + old);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** An executable that writes down how it was called. */
    void stub(String name) throws IOException {
        Path file = stubs.resolve(name);
        Files.writeString(file, "#!/bin/sh\necho \"" + name + " $*\" >> '" + calls() + "'\n", StandardCharsets.UTF_8);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }

    /** What the stubs have written down. */
    Path calls() {
        return folder.resolve("calls.txt");
    }

    static boolean isOnPath(String name) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, name)));
    }
}
