package io.cpubound.e2e.sh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run of one of {@code src/e2e/sh} in another folder than the project's.
 *
 * @param words what it wrote, errors included
 */
record Script(int exitCode, String words) {

    private static final Path SCRIPTS = Path.of(System.getProperty("project.root"), "src/e2e/sh");

    static Script run(Path folder, Map<String, String> environment, String name, String... arguments)
            throws IOException, InterruptedException {
        // A file, as what a script leaves running would keep a pipe open.
        Path words = Files.createTempFile(folder, "words", "");
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", SCRIPTS.resolve(name).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder script = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(words.toFile());
        script.environment().putAll(environment);
        int exitCode = script.start().waitFor();
        return new Script(exitCode, Files.readString(words));
    }
}
