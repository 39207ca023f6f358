package io.cpubound.localcluster.node;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A terminal for a command. The JDK cannot make one; {@code script}, of util-linux, can, and {@code stty} tells it its size. Without
 * them a command runs without one.
 */
final class Terminal {

    private static final boolean THERE = isProgram("script") && isProgram("stty");

    private static final long LOOK_MILLIS = 10;

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
        Optional<Path> terminal = THERE ? madeBy(script) : Optional.empty();
        if (terminal.isPresent()) {
            new ProcessBuilder(
                            "stty",
                            "-F",
                            terminal.get().toString(),
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

    /** The first size comes with the command: its terminal is there a moment later. Empty when it has ended before. */
    private static Optional<Path> madeBy(Process script) throws IOException, InterruptedException {
        while (script.isAlive()) {
            Optional<ProcessHandle> inside = script.children().findFirst();
            if (inside.isPresent()) {
                Path input = Path.of("/proc/" + inside.get().pid() + "/fd/0").toRealPath();
                if (input.startsWith("/dev/pts")) {
                    return Optional.of(input);
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return Optional.empty();
    }
}
