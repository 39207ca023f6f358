package io.cpubound.localcluster.stream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;

/** What a connection's frames go over: the client's TCP socket, or messages of a WebSocket. Used on its event loop only. */
final class Wire {

    private static final long PING_MILLIS = 1000;

    private final ReadStream<Buffer> in;
    private final WriteStream<Buffer> out;
    private final Context context;
    private final List<Runnable> whenClosed = new ArrayList<>();
    private int holds;
    private long pinging;
    private Runnable ping = () -> {};
    private boolean closing;
    private boolean closed;

    private Wire(ReadStream<Buffer> in, WriteStream<Buffer> out, Context context) {
        this.in = in;
        this.out = out;
        this.context = context;
        in.exceptionHandler(failure -> close());
    }

    static Wire of(NetSocket socket, Context context) {
        Wire wire = new Wire(socket, socket, context);
        socket.closeHandler(gone -> wire.gone());
        return wire;
    }

    static Wire of(ServerWebSocket socket, Context context) {
        Wire wire = new Wire(socket, socket, context);
        socket.closeHandler(gone -> wire.gone());
        return wire;
    }

    Context context() {
        return context;
    }

    void receive(io.vertx.core.Handler<Buffer> handler) {
        in.handler(handler);
    }

    boolean isOpen() {
        return !closing && !closed;
    }

    Future<Void> write(Buffer bytes) {
        return isOpen() ? out.write(bytes) : Future.failedFuture("the connection is closed");
    }

    /** What to write now and then while nothing is read: else nobody would notice that the client has gone. */
    void pingWith(Runnable sender) {
        ping = sender;
    }

    /** Reads no more for now; as often as this is called, {@link #release} has to be. */
    void hold() {
        if (holds++ == 0 && !closed) {
            in.pause();
            pinging = context.owner().setPeriodic(PING_MILLIS, now -> ping.run());
        }
    }

    void release() {
        if (--holds == 0 && !closed) {
            context.owner().cancelTimer(pinging);
            in.resume();
        }
    }

    /** Ends it, after what has been written. */
    void close() {
        if (isOpen()) {
            closing = true;
            out.end();
        }
    }

    /** Something to be done when the client has gone, or when we have closed; at once when that was. */
    void whenClosed(Runnable action) {
        if (closed) {
            action.run();
        } else {
            whenClosed.add(action);
        }
    }

    private void gone() {
        closed = true;
        context.owner().cancelTimer(pinging);
        whenClosed.forEach(Runnable::run);
        whenClosed.clear();
    }
}
