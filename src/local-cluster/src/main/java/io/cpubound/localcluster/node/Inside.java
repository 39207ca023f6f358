package io.cpubound.localcluster.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The inside of a running container, for commands that somebody runs beside its own process: with its environment, its folder and its
 * paths. When the container ends, so do they.
 */
final class Inside implements AutoCloseable {

    private final Guard guard;
    private final ContainerProcess.Command container;
    private final PathRewriting paths;
    private final Set<Process> running = new HashSet<>();
    private boolean ended;

    Inside(Guard guard, ContainerProcess.Command container, PathRewriting paths) {
        this.guard = guard;
        this.container = container;
        this.paths = paths;
    }

    /** The folder that its commands run in. */
    Path directory() {
        return container.directory();
    }

    /**
     * Starts a command. Who does has to {@link #reap} it.
     *
     * @param tty whether it gets a terminal
     * @param streams says where its input and output go; by default to us
     * @throws IOException when there is no such program or the container has just ended, in a container runtime's words
     */
    synchronized Process start(List<String> command, boolean tty, Consumer<ProcessBuilder> streams) throws IOException {
        if (ended) {
            throw new IOException("container not running");
        } else if (command.isEmpty()) {
            throw new IOException("OCI runtime exec failed: exec failed: args must not be empty");
        }
        List<String> words = command.stream().map(paths::apply).toList();
        try {
            ContainerProcess.checkProgram(
                    new ContainerProcess.Command(words, container.environment(), container.directory()));
        } catch (IOException e) {
            throw new IOException(
                    "OCI runtime exec failed: exec failed: unable to start container process: " + e.getMessage(), e);
        }
        List<String> all = new ArrayList<>(List.of("setsid"));
        all.addAll(tty ? Terminal.around(words) : words);
        ProcessBuilder builder = new ProcessBuilder(all)
                .directory(container.directory().toFile())
                .redirectErrorStream(tty);
        builder.environment().clear();
        builder.environment().putAll(container.environment());
        if (tty) {
            builder.environment().putIfAbsent("TERM", "xterm");
        }
        streams.accept(builder);
        Process process = builder.start();
        guard.watch(process.pid());
        running.add(process);
        return process;
    }

    /** Ends what is left of a command, when its first process has ended. */
    void reap(Process process) {
        synchronized (this) {
            running.remove(process);
        }
        guard.signal("KILL", -process.pid());
        guard.forget(process.pid());
    }

    /** Ends a command, with all that it has started. */
    void kill(Process process) {
        synchronized (this) {
            if (!running.contains(process)) {
                return; // its number may be another's by now
            }
        }
        // A terminal's processes are a group of their own.
        process.descendants().forEach(one -> guard.signal("KILL", one.pid()));
        guard.signal("KILL", -process.pid());
    }

    @Override
    public void close() {
        List<Process> left;
        synchronized (this) {
            ended = true;
            left = List.copyOf(running);
        }
        left.forEach(this::kill);
    }
}
