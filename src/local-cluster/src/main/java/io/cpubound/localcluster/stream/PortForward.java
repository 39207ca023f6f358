package io.cpubound.localcluster.stream;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** Connections to the ports of one pod, each of them for two streams of the client's: the data, and an error if there is one. */
final class PortForward {

    private final PodRuntime.Target target;
    private final PodRuntime.Sandbox sandbox;
    private final Wire wire;

    PortForward(PodRuntime.Target target, PodRuntime.Sandbox sandbox, Wire wire) {
        this.target = target;
        this.sandbox = sandbox;
        this.wire = wire;
    }

    /**
     * Connects and passes on what comes from either side, until both have said all, or one of them has gone.
     *
     * @param over run on the event loop at the end, or after the error was written
     */
    void start(ByteStream data, ByteStream error, int port, Runnable over) {
        StreamInput fromClient = new StreamInput(data, wire);
        error.ignore();
        StreamOutput toClient = new StreamOutput(data, wire);
        Threads.start("stream-port-" + port, () -> {
            try (Socket socket = sandbox.connect(port)) {
                wire.context().runOnContext(now -> data.whenAborted(() -> close(socket)));
                Threads.start("stream-port-" + port + "-in", () -> send(fromClient, socket));
                socket.getInputStream().transferTo(toClient);
            } catch (IOException e) {
                String why = "error forwarding port " + port + " to pod " + target.uid() + ", uid : " + e.getMessage();
                wire.context().runOnContext(now -> error.write(Buffer.buffer(why)));
            } finally {
                fromClient.close();
                wire.context().runOnContext(now -> over.run());
            }
        });
    }

    /** A client that has no more to say may still be answered. */
    private void send(InputStream fromClient, Socket socket) {
        try {
            fromClient.transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            System.getLogger(PortForward.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing a forwarded connection: {0}", e.getMessage());
        }
    }
}
