package io.cpubound.localcluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process that runs as a container: first of its own process group, all of which ends with it; its output goes to a log. */
final class ContainerProcess {

    /** How it ended; over 128 by signal {@code exitCode - 128}. */
    record Exit(int exitCode, Instant at) {}

    /**
     * What to run.
     *
     * @param environment all of it; nothing is inherited
     */
    record Command(List<String> words, Map<String, String> environment, Path directory) {}

    private static final long REST_OF_LOG_MILLIS = 1000;

    private final Guard guard;
    private final Process process;
    private final Thread pump;
    private final Instant started = Instant.now();

    private ContainerProcess(Guard guard, Process process, Path log) {
        this.guard = guard;
        this.process = process;
        this.pump = new Thread(() -> pump(process, log), "log-" + process.pid());
        pump.setDaemon(true);
    }

    /**
     * Starts it.
     *
     * @param ended called once, from another thread, when it and its group have ended
     * @throws IOException when there is no such program, with the words of a container runtime
     */
    static ContainerProcess start(Guard guard, Command command, Path log, Consumer<Exit> ended) throws IOException {
        checkProgram(command);
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(command.words);
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(command.directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(command.environment);
        Process process = builder.start();
        guard.watch(process.pid());
        ContainerProcess container = new ContainerProcess(guard, process, log);
        container.pump.start();
        var unused = process.onExit().thenAccept(gone -> container.wasLast(gone.exitValue(), ended));
        return container;
    }

    /**
     * Sees to it that the first word can be run.
     *
     * @throws IOException when it cannot, with the words of a container runtime
     */
    static void checkProgram(Command command) throws IOException {
        String program = command.words.get(0);
        boolean found = false;
        if (program.contains("/")) {
            found = Files.isExecutable(command.directory.resolve(program));
        } else {
            for (String folder : command.environment.getOrDefault("PATH", "").split(":", -1)) {
                found |= Files.isExecutable(Path.of(folder, program));
            }
        }
        if (!found) {
            String why = program.contains("/")
                    ? "stat " + program + ": no such file or directory"
                    : "executable file not found in $PATH";
            throw new IOException("exec: \"" + program + "\": " + why);
        }
    }

    private static void pump(Process process, Path log) {
        try {
            LogFile.pump(process.getInputStream(), log);
        } catch (IOException e) {
            System.getLogger(ContainerProcess.class.getName())
                    .log(System.Logger.Level.WARNING, "log {0} ends: {1}", log, e.getMessage());
        }
    }

    private void wasLast(int exitCode, Consumer<Exit> ended) {
        Instant at = Instant.now();
        // As with a container: when its first process is gone, so are the others.
        guard.signal("KILL", -process.pid());
        try {
            pump.join(REST_OF_LOG_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        guard.forget(process.pid());
        ended.accept(new Exit(exitCode, at));
    }

    Instant started() {
        return started;
    }

    long pid() {
        return process.pid();
    }

    /** Asks its first process to end, as a runtime does. */
    void stop(String signal) {
        guard.signal(signal, process.pid());
    }

    /** Ends all of it. */
    void kill() {
        guard.signal("KILL", process.pid());
        guard.signal("KILL", -process.pid());
    }

    boolean await(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }
}
