package io.cpubound.localcluster.node;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A terminal for a command. The JDK cannot make one; {@code script}, of util-linux, can, and {@code stty} tells it its size. Without
 * them a command runs without one.
 */
final class Terminal {

    private static final boolean THERE = isProgram("script") && isProgram("stty");

    private Terminal() {}

    private static boolean isProgram(String name) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** The command line that runs a command in a terminal of its own. */
    static List<String> around(List<String> words) {
        if (!THERE) {
            return words;
        }
        String line = words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", "exec ", ""));
        return List.of("script", "--quiet", "--return", "--echo", "always", "--command", line, "/dev/null");
    }

    /** Sets the size, in characters, of the terminal that {@link #around} has made; who looks at it is told by the kernel. */
    static void resize(Process script, int columns, int rows) throws IOException, InterruptedException {
        List<ProcessHandle> inside = script.children().toList();
        if (!THERE || inside.isEmpty()) {
            return;
        }
        Path terminal = Path.of("/proc/" + inside.get(0).pid() + "/fd/0").toRealPath();
        new ProcessBuilder(
                        "stty",
                        "-F",
                        terminal.toString(),
                        "cols",
                        Integer.toString(columns),
                        "rows",
                        Integer.toString(rows))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
