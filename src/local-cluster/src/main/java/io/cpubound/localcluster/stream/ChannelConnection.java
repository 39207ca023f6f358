package io.cpubound.localcluster.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Streams in a WebSocket: a message's first byte is the channel's number, the rest its data. In the base64 variants messages are text, the
 * number is a digit and the data is encoded.
 */
final class ChannelConnection {

    /** In version 5: the data is the number of the channel on which the client sends no more. */
    private static final int CLOSE = 255;

    /** One channel. */
    private final class Channel extends ByteStream {
        private final int number;

        private Channel(int number) {
            this.number = number;
        }

        @Override
        Future<Void> write(Buffer part) {
            if (base64) {
                return socket.writeTextMessage(
                        (char) ('0' + number) + Base64.getEncoder().encodeToString(part.getBytes()));
            }
            return socket.writeBinaryMessage(
                    Buffer.buffer(1 + part.length()).appendByte((byte) number).appendBuffer(part));
        }

        @Override
        void end() {
            // There is no way to say so: the end of the connection says it.
        }
    }

    private final ServerWebSocket socket;
    private final Wire wire;
    private final boolean base64;
    private final Map<Integer, Channel> channels = new HashMap<>();

    /** Begins to read. */
    ChannelConnection(ServerWebSocket socket, Wire wire, boolean base64) {
        this.socket = socket;
        this.wire = wire;
        this.base64 = base64;
        socket.binaryMessageHandler(message -> {
            if (message.length() > 0) {
                received(message.getUnsignedByte(0), message.getBuffer(1, message.length()));
            }
        });
        socket.textMessageHandler(message -> {
            if (!message.isEmpty()) {
                byte[] data = message.substring(1).getBytes(StandardCharsets.UTF_8);
                received(message.charAt(0) - '0', Buffer.buffer(base64 ? decoded(data) : data));
            }
        });
        wire.pingWith(() -> socket.writePing(Buffer.buffer()));
        wire.whenClosed(() -> channels.values().forEach(ByteStream::abort));
    }

    private byte[] decoded(byte[] data) {
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            wire.close();
            return new byte[0];
        }
    }

    private void received(int channel, Buffer data) {
        boolean ends = channel == CLOSE && data.length() > 0;
        Channel addressed = channels.get(ends ? data.getUnsignedByte(0) : channel);
        if (addressed != null && ends) {
            addressed.arrivedEnd();
        } else if (addressed != null) {
            addressed.arrived(data);
        }
    }

    /** Makes it; what comes for channels that were not made is not read. */
    ByteStream channel(int number) {
        return channels.computeIfAbsent(number, Channel::new);
    }
}
