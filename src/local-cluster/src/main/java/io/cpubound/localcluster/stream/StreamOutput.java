package io.cpubound.localcluster.stream;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One stream to the client, for a thread that writes: it goes on when the bytes are on their way, and so at the client's speed. */
final class StreamOutput extends OutputStream {

    private final ByteStream stream;
    private final Wire wire;

    StreamOutput(ByteStream stream, Wire wire) {
        this.stream = stream;
        this.wire = wire;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
        Buffer part = Buffer.buffer(length).appendBytes(bytes, at, length);
        CompletableFuture<Void> done = new CompletableFuture<>();
        wire.context()
                .runOnContext(
                        now -> stream.write(part).onSuccess(done::complete).onFailure(done::completeExceptionally));
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IOException("the client has gone", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
