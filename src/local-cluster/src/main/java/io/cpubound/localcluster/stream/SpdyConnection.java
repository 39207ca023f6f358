package io.cpubound.localcluster.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * SPDY/3.1 as Kubernetes' clients speak it. The client opens all streams; window updates are read over and nobody waits for them, since
 * the clients' library sends none.
 */
final class SpdyConnection {

    private static final int CHUNK = 64 * 1024;
    private static final int HEADERS = 16 * 1024;
    /** Even: it is ours. */
    private static final int PING = 2;

    /** A stream that the client has opened. */
    final class Stream extends ByteStream {
        private final int id;
        private final SpdyHeaders headers;
        private boolean ended;

        private Stream(int id, SpdyHeaders headers) {
            this.id = id;
            this.headers = headers;
        }

        int id() {
            return id;
        }

        /** "" when there is none. */
        String header(String name) {
            String value = headers.getAsString(name);
            return value == null ? "" : value;
        }

        @Override
        Future<Void> write(Buffer part) {
            return ended
                    ? Future.failedFuture("the stream has ended")
                    : send(new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(part.getBytes())));
        }

        @Override
        void end() {
            if (!ended) {
                ended = true;
                send(new DefaultSpdyDataFrame(id).setLast(true));
            }
        }

        /** The client wants no more of it, nor sends more. */
        private void reset() {
            ended = true;
            abort();
        }
    }

    private final Wire wire;
    private final EmbeddedChannel codec =
            new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1, CHUNK, HEADERS, 6, 15, 8));
    private final Map<Integer, Stream> streams = new HashMap<>();
    private int lastId;

    SpdyConnection(Wire wire) {
        this.wire = wire;
    }

    /**
     * Begins to read.
     *
     * @param opened gets each new stream, after the client was told that it is welcome
     */
    void start(Consumer<Stream> opened) {
        wire.receive(bytes -> received(bytes, opened));
        wire.whenClosed(this::closed);
        wire.pingWith(() -> send(new DefaultSpdyPingFrame(PING)));
    }

    private void received(Buffer bytes, Consumer<Stream> opened) {
        try {
            codec.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
        } catch (RuntimeException e) {
            wire.close(); // these are no frames
            return;
        }
        SpdyFrame frame = codec.readInbound();
        while (frame != null && wire.isOpen()) {
            handle(frame, opened);
            frame = codec.readInbound();
        }
    }

    private void handle(SpdyFrame frame, Consumer<Stream> opened) {
        if (frame instanceof SpdySynStreamFrame syn) {
            open(syn, opened);
        } else if (frame instanceof SpdyDataFrame data) {
            Stream stream = streams.get(data.streamId());
            if (stream != null) {
                stream.arrived(Buffer.buffer(ByteBufUtil.getBytes(data.content())));
                if (data.isLast()) {
                    stream.arrivedEnd();
                }
            }
            data.release();
        } else if (frame instanceof SpdyRstStreamFrame reset) {
            Stream stream = streams.remove(reset.streamId());
            if (stream != null) {
                stream.reset();
            }
        } else if (frame instanceof SpdyPingFrame ping && ping.id() != PING) {
            send(ping);
        } else if (frame instanceof SpdyGoAwayFrame) {
            close();
        }
    }

    private void open(SpdySynStreamFrame syn, Consumer<Stream> opened) {
        if (syn.isInvalid() || syn.isTruncated()) {
            close();
            return;
        }
        lastId = syn.streamId();
        Stream stream = new Stream(lastId, syn.headers());
        streams.put(lastId, stream);
        DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(lastId);
        // Netty leaves an empty header block out, for which the clients' library waits.
        reply.headers().set("welcome", "yes");
        send(reply);
        if (syn.isLast()) {
            stream.arrivedEnd();
        }
        opened.accept(stream);
    }

    private Future<Void> send(SpdyFrame frame) {
        if (!wire.isOpen()) {
            ReferenceCountUtil.release(frame);
            return Future.failedFuture("the connection is closed");
        }
        codec.writeOutbound(frame);
        Buffer bytes = Buffer.buffer();
        ByteBuf part = codec.readOutbound();
        while (part != null) {
            bytes.appendBytes(ByteBufUtil.getBytes(part));
            part.release();
            part = codec.readOutbound();
        }
        return wire.write(bytes);
    }

    /** These are used up: nothing more will be sent on them, nor read. */
    void forget(Stream stream) {
        stream.end();
        streams.remove(stream.id);
    }

    /** Ends all streams, then the connection. */
    void close() {
        streams.values().forEach(Stream::end);
        send(new DefaultSpdyGoAwayFrame(lastId));
        wire.close();
    }

    private void closed() {
        streams.values().forEach(Stream::reset);
        streams.clear();
        codec.finishAndReleaseAll();
    }
}
