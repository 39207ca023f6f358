package io.cpubound.localcluster.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the byte streams that share a connection, both ways. Used on the connection's event loop only. */
abstract class ByteStream {

    /** Who takes what the client sends. */
    interface Receiver {
        void data(Buffer part);

        /** The client sends no more. */
        void end();
    }

    private final List<Buffer> early = new ArrayList<>();
    private boolean ended;
    private boolean aborted;
    private @Nullable Receiver receiver;
    private @Nullable Runnable whenAborted;

    /** Sends to the client; the future is done when the bytes are on their way. */
    abstract Future<Void> write(Buffer part);

    /** Nothing is wanted from the client on this stream: what it sends all the same is not kept. */
    void ignore() {
        receive(new Receiver() {
            @Override
            public void data(Buffer part) {}

            @Override
            public void end() {}
        });
    }

    /** Tells the client that we send no more. */
    abstract void end();

    /** From now on, what comes goes there; first what has come before. */
    void receive(Receiver given) {
        receiver = given;
        early.forEach(given::data);
        early.clear();
        if (ended) {
            given.end();
        }
    }

    void arrived(Buffer part) {
        if (ended) {
            return;
        }
        if (receiver == null) {
            early.add(part);
        } else {
            receiver.data(part);
        }
    }

    void arrivedEnd() {
        if (!ended) {
            ended = true;
            if (receiver != null) {
                receiver.end();
            }
        }
    }

    /** Something to be done when the client has dropped the stream, or the connection; at once when that was. */
    void whenAborted(Runnable action) {
        if (aborted) {
            action.run();
        } else {
            whenAborted = action;
        }
    }

    void abort() {
        arrivedEnd();
        if (!aborted) {
            aborted = true;
            if (whenAborted != null) {
                whenAborted.run();
            }
        }
    }
}
