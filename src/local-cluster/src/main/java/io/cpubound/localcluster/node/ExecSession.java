package io.cpubound.localcluster.node;

import io.cpubound.localcluster.stream.PodRuntime;
import io.cpubound.localcluster.stream.PodRuntime.Outcome;
import io.cpubound.localcluster.stream.PodRuntime.Session;
import io.cpubound.localcluster.stream.PodRuntime.Stdio;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/** A command that runs in a container for somebody who sees its output. Each of its streams has a thread. */
final class ExecSession implements Session {

    private static final System.Logger LOG = System.getLogger(ExecSession.class.getName());
    /** For output that is on its way when the command has ended. */
    private static final long REST_MILLIS = 1000;

    private final Inside inside;
    private final Process process;

    private ExecSession(Inside inside, Process process) {
        this.inside = inside;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @throws IOException when it cannot be started, in a container runtime's words
     */
    static ExecSession start(Inside inside, List<String> command, Stdio stdio, Consumer<Outcome> ended)
            throws IOException {
        Process process = inside.start(command, stdio.tty(), builder -> {});
        ExecSession session = new ExecSession(inside, process);
        Thread out = session.pump("out", () -> copy(process.getInputStream(), stdio.out()));
        Thread err = session.pump("err", () -> copy(process.getErrorStream(), stdio.err()));
        session.pump("in", () -> {
            try (InputStream typed = stdio.in().orElseGet(InputStream::nullInputStream);
                    OutputStream in = process.getOutputStream()) {
                copy(typed, in);
            }
        });
        var unused = process.onExit().thenAccept(gone -> {
            try {
                inside.reap(process);
                out.join(REST_MILLIS);
                err.join(REST_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended.accept(new PodRuntime.Exited(gone.exitValue()));
            }
        });
        return session;
    }

    private interface Copying {
        void run() throws IOException;
    }

    private Thread pump(String what, Copying copying) {
        Thread thread = new Thread(
                () -> {
                    try {
                        copying.run();
                    } catch (IOException e) {
                        LOG.log(System.Logger.Level.DEBUG, "std{0} of an exec ends: {1}", what, e.getMessage());
                    }
                },
                "exec-" + process.pid() + "-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] part = new byte[16 * 1024];
        int read = from.read(part);
        while (read >= 0) {
            to.write(part, 0, read);
            to.flush();
            read = from.read(part);
        }
    }

    @Override
    public void resize(int columns, int rows) {
        try {
            Terminal.resize(process, columns, rows);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the terminal keeps its size: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        inside.kill(process);
    }
}
