package io.cpubound.localcluster.conformance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A kubectl of this machine.
 *
 * @param webSockets false: it speaks SPDY, as those before 1.31 do in any case
 */
record Kubectl(Path program, boolean webSockets) {

    private static final long SECONDS = 60;

    /** What it has printed, and how it ended. */
    record Result(int code, String out, String err) {}

    /**
     * Those on the PATH, {@code kubectl} and {@code kubectl.1.33} and so on, beside that which the first one links to as well; each of
     * them twice.
     */
    static List<Kubectl> all() {
        List<Path> folders = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(Path::of)
                .flatMap(folder -> Stream.concat(Stream.of(folder), linked(folder).stream()))
                .toList();
        return folders.stream()
                .filter(Files::isDirectory)
                .flatMap(Kubectl::in)
                .distinct()
                .flatMap(program -> Stream.of(new Kubectl(program, true), new Kubectl(program, false)))
                .toList();
    }

    private static Optional<Path> linked(Path folder) {
        try {
            return Optional.ofNullable(folder.resolve("kubectl").toRealPath().getParent());
        } catch (IOException e) {
            return Optional.empty(); // there is none
        }
    }

    private static Stream<Path> in(Path folder) {
        String[] names = folder.toFile().list((where, name) -> name.matches("kubectl(\\.\\d+\\.\\d+)?"));
        return Arrays.stream(names == null ? new String[0] : names).sorted().map(name -> {
            try {
                return folder.resolve(name).toRealPath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    Process start(Path kubeconfig, ProcessBuilder.Redirect in, Path err, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(program.toString(), "--kubeconfig=" + kubeconfig));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectInput(in).redirectError(err.toFile());
        builder.environment().put("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", Boolean.toString(webSockets));
        builder.environment().put("KUBECTL_PORT_FORWARD_WEBSOCKETS", Boolean.toString(webSockets));
        return builder.start();
    }

    /** Runs it to its end; what it reads is a file, or nothing. */
    Result run(Path kubeconfig, Path in, String... arguments) throws IOException, InterruptedException {
        Path err = Files.createTempFile("kubectl", ".err");
        Process process = start(kubeconfig, ProcessBuilder.Redirect.from(in.toFile()), err, arguments);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("no end after " + SECONDS + " s: " + List.of(arguments));
        }
        String printed = Files.readString(err);
        Files.delete(err);
        return new Result(process.exitValue(), out, printed);
    }

    @Override
    public String toString() {
        return program.getFileName() + (webSockets ? "" : " without WebSockets");
    }
}
