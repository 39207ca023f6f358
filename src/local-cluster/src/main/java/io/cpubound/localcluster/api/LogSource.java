package io.cpubound.localcluster.api;

import java.util.Optional;

/** Where {@code kubectl logs} comes from: the node that runs the pod. */
public interface LogSource {

    /**
     * What is asked for.
     *
     * @param node the name of the node that the pod is on
     * @param tailLines only so many last lines
     * @param limitBytes only so many bytes
     * @param sinceSeconds only what is that young, in seconds
     */
    record Request(
            String namespace,
            String pod,
            String uid,
            String node,
            String container,
            boolean follow,
            boolean previous,
            boolean timestamps,
            Optional<Integer> tailLines,
            Optional<Long> limitBytes,
            Optional<Integer> sinceSeconds) {}

    /** Takes the log as it comes; any thread may call. */
    interface Sink {
        void bytes(byte[] part);

        void end();
    }

    /**
     * Writes the log into the sink, from whatever thread; does not block the caller.
     *
     * @return to be run when the reader has gone
     * @throws IllegalStateException when there is no such log; its message goes to the client with a 400
     */
    Runnable open(Request request, Sink sink);

    /** A cluster without a node. */
    static LogSource none() {
        return (request, sink) -> {
            throw new IllegalStateException("no node runs pod " + request.pod());
        };
    }
}
