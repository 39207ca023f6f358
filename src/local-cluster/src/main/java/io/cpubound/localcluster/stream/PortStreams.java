package io.cpubound.localcluster.stream;

import io.cpubound.localcluster.stream.PodRuntime.Sandbox;
import io.cpubound.localcluster.stream.PodRuntime.Target;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Which streams of a port-forward belong together. */
final class PortStreams {

    private PortStreams() {}

    /** Over SPDY: a pair of streams for each connection, as long as the client wants. */
    static void start(Target target, Sandbox sandbox, Wire wire) {
        SpdyConnection connection = new SpdyConnection(wire);
        PortForward forward = new PortForward(target, sandbox, wire);
        Map<String, SpdyConnection.Stream> single = new HashMap<>();
        connection.start(stream -> {
            boolean data = stream.header("streamtype").equals("data");
            // Clients of long ago do not number their requests; they open the error's stream, then that of the data.
            String request = stream.header("requestid").isEmpty()
                    ? Integer.toString(data ? stream.id() - 2 : stream.id())
                    : stream.header("requestid");
            SpdyConnection.Stream other = single.remove(request);
            if (other == null) {
                single.put(request, stream);
                return;
            }
            SpdyConnection.Stream bytes = data ? stream : other;
            SpdyConnection.Stream error = data ? other : stream;
            forward.start(bytes, error, port(bytes), () -> {
                connection.forget(bytes);
                connection.forget(error);
            });
        });
        endWithPod(sandbox, wire, connection::close);
    }

    private static int port(SpdyConnection.Stream stream) {
        try {
            return Integer.parseInt(stream.header("port"));
        } catch (NumberFormatException e) {
            return 0; // where nobody listens, which the client is told
        }
    }

    /** Over channels: two for each port, one connection to each of them. */
    static void start(Target target, Sandbox sandbox, Wire wire, ChannelConnection connection, List<Integer> ports) {
        PortForward forward = new PortForward(target, sandbox, wire);
        AtomicInteger open = new AtomicInteger(ports.size());
        for (int i = 0; i < ports.size(); i++) {
            ByteStream data = connection.channel(2 * i);
            ByteStream error = connection.channel(2 * i + 1);
            Buffer port = Buffer.buffer().appendUnsignedShortLE(ports.get(i));
            data.write(port);
            error.write(port);
            forward.start(data, error, ports.get(i), () -> {
                if (open.decrementAndGet() == 0) {
                    wire.close();
                }
            });
        }
        endWithPod(sandbox, wire, wire::close);
    }

    private static void endWithPod(Sandbox sandbox, Wire wire, Runnable close) {
        Runnable unconcerned = sandbox.whenGone(() -> wire.context().runOnContext(now -> close.run()));
        wire.whenClosed(unconcerned);
    }
}
