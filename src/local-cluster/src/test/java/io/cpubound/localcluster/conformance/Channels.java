package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A WebSocket whose messages begin with the number of a channel. */
final class Channels implements WebSocket.Listener, AutoCloseable {

    private static final long SECONDS = 60;

    private final Map<Integer, ByteArrayOutputStream> received = new HashMap<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private WebSocket socket;
    private int code = 101;
    private int first = -1;

    private Channels() {}

    static Channels open(WebSocket.Builder builder, URI address) {
        Channels channels = new Channels();
        try {
            channels.socket = builder.buildAsync(address, channels).join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof WebSocketHandshakeException refused)) {
                throw e;
            }
            channels.code = refused.getResponse().statusCode();
        }
        return channels;
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        message.writeBytes(bytes);
        if (last && message.size() > 0) {
            byte[] all = message.toByteArray();
            first = first < 0 ? all[0] : first;
            received.computeIfAbsent((int) all[0], channel -> new ByteArrayOutputStream())
                    .write(all, 1, all.length - 1);
            message.reset();
            notifyAll();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        end.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end.completeExceptionally(failure);
    }

    /** The HTTP status: 101, or that of a refusal. */
    int code() {
        return code;
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    /** The channel that was heard of first. */
    synchronized int first() {
        return first;
    }

    synchronized byte[] bytes(int channel) {
        ByteArrayOutputStream found = received.get(channel);
        return found == null ? new byte[0] : found.toByteArray();
    }

    String text(int channel) {
        return new String(bytes(channel), StandardCharsets.UTF_8);
    }

    synchronized void awaitText(int channel, String part) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!text(channel).contains(part)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertThat(left).as("channel %s: %s", channel, text(channel)).isPositive();
            wait(left);
        }
    }

    void send(int channel, String data) {
        ByteBuffer bytes = ByteBuffer.allocate(data.length() + 1).put((byte) channel);
        bytes.put(data.getBytes(StandardCharsets.ISO_8859_1)).flip();
        socket.sendBinary(bytes, true).join();
    }

    /** Waits for the server to close; the WebSocket's status. */
    int awaitEnd() {
        return end.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
