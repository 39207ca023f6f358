package io.cpubound.localcluster.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that no process outlives the node, even when this JVM is killed: a shell that holds the other end of a pipe to us
 * ({@code guard.sh}). It also sends our signals, since Java can send only two of them, and none to a group.
 */
final class Guard implements AutoCloseable {

    private static final long SWEEP_SECONDS = 10;

    private final Path folder;
    private final Process shell;
    private final Writer orders;
    private final String boot;

    private Guard(Path folder, Process shell, String boot) {
        this.folder = folder;
        this.shell = shell;
        this.orders = shell.outputWriter();
        this.boot = boot;
    }

    /** Kills what the last node with this folder has left, then stands by. */
    static Guard start(Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve("running"));
        Path script = data.resolve("guard.sh");
        try (InputStream in = Guard.class.getResourceAsStream("guard.sh")) {
            if (in == null) {
                throw new IllegalStateException("guard.sh is missing");
            }
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        Process shell = new ProcessBuilder("setsid", "sh", script.toString(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader answers = shell.inputReader();
        if (!"swept".equals(answers.readLine())) {
            shell.destroyForcibly();
            throw new IOException("the guard of " + folder + " does not start");
        }
        return new Guard(
                folder,
                shell,
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    }

    /** Has the process killed when we go; its number is also its group's. */
    void watch(long pid) throws IOException {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        } catch (IOException e) {
            return;
        }
        String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        Files.writeString(folder.resolve(Long.toString(pid)), started + " " + boot + "\n");
    }

    /** It and all its group have ended. */
    void forget(long pid) {
        try {
            Files.deleteIfExists(folder.resolve(Long.toString(pid)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a signal.
     *
     * @param signal such as TERM
     * @param target a process, or, negative, a group
     */
    synchronized void signal(String signal, long target) {
        try {
            orders.write(signal + " " + target + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the node's guard has gone", e);
        }
    }

    /** Kills all and waits until that is done. */
    @Override
    public void close() {
        try {
            synchronized (this) {
                orders.close();
            }
            shell.waitFor(SWEEP_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
