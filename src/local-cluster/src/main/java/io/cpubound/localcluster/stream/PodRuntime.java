package io.cpubound.localcluster.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What runs pods, seen from who wants to talk to them: what a kubelet asks of its container runtime. */
public interface PodRuntime {

    /**
     * Whom to talk to.
     *
     * @param node the name of the node that the pod is on
     * @param container "" where the pod as a whole is meant
     */
    record Target(String namespace, String pod, String uid, String node, String container) {}

    /**
     * The streams of a process. Reading and writing may block, and fail when the client has gone.
     *
     * @param in empty when nobody types
     * @param tty whether the process shall have a terminal, whose output is all on {@code out}
     */
    record Stdio(Optional<InputStream> in, OutputStream out, OutputStream err, boolean tty) {}

    /** How a session has ended. */
    sealed interface Outcome {}

    /** The process has ended; over 128 by signal {@code code - 128}. */
    record Exited(int code) implements Outcome {}

    /** There was no process; the reason is in a container runtime's words. */
    record Failed(String reason) implements Outcome {}

    /** A session that goes on. */
    interface Session extends AutoCloseable {

        /** The terminal has another size, in characters. */
        void resize(int columns, int rows);

        /** The client has gone: ends what was started for it. More than once is fine. */
        @Override
        void close();
    }

    /** A container that runs. */
    interface Container {

        /**
         * Starts a process in the container.
         *
         * @param ended called once, from any thread, when it has ended and all its output is written
         */
        Session exec(List<String> command, Stdio stdio, Consumer<Outcome> ended);

        /** Gives out what the container's own process writes from now on; as {@link #exec}. */
        Session attach(Stdio stdio, Consumer<Outcome> ended);
    }

    /** What the containers of a pod share: its address. */
    interface Sandbox {

        /**
         * Connects to a port of the pod.
         *
         * @throws IOException when nobody listens, in a container runtime's words
         */
        Socket connect(int port) throws IOException;

        /**
         * Has something done when the pod has ended; at once when it already has.
         *
         * @return to be run when nobody cares any more
         */
        Runnable whenGone(Runnable action);
    }

    /** Empty when the container does not run. */
    Optional<Container> container(Target target);

    /** Empty when the pod has not begun or has ended. */
    Optional<Sandbox> sandbox(Target target);

    /** A cluster without a node. */
    static PodRuntime none() {
        return new PodRuntime() {
            @Override
            public Optional<Container> container(Target target) {
                return Optional.empty();
            }

            @Override
            public Optional<Sandbox> sandbox(Target target) {
                return Optional.empty();
            }
        };
    }
}
