package io.cpubound.localcluster.stream;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the client sends on one stream, for a thread that reads. Who reads slowly slows the client down: with so much unread, nothing is
 * taken from the connection.
 */
final class StreamInput extends InputStream implements ByteStream.Receiver {

    private static final int MUCH = 256 * 1024;

    private final Wire wire;
    private final Deque<byte[]> parts = new ArrayDeque<>();
    private int offset;
    private int size;
    private boolean held;
    private boolean ended;

    /** On the event loop. */
    StreamInput(ByteStream stream, Wire wire) {
        this.wire = wire;
        stream.receive(this);
    }

    @Override
    public synchronized void data(Buffer part) {
        if (ended || part.length() == 0) {
            return;
        }
        parts.add(part.getBytes());
        size += part.length();
        if (size > MUCH && !held) {
            held = true;
            wire.hold();
        }
        notifyAll();
    }

    @Override
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws InterruptedIOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int at, int length) throws InterruptedIOException {
        while (parts.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
        byte[] part = parts.peek();
        if (part == null) {
            return -1;
        }
        int read = Math.min(length, part.length - offset);
        System.arraycopy(part, offset, into, at, read);
        offset += read;
        size -= read;
        if (offset == part.length) {
            parts.remove();
            offset = 0;
        }
        if (size < MUCH / 2) {
            goOn();
        }
        return read;
    }

    private void goOn() {
        if (held) {
            held = false;
            wire.context().runOnContext(now -> wire.release());
        }
    }

    /** Nobody reads any more: what is unread is forgotten. */
    @Override
    public synchronized void close() {
        ended = true;
        parts.clear();
        size = 0;
        goOn();
        notifyAll();
    }
}
