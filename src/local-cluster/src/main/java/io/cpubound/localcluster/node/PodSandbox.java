package io.cpubound.localcluster.node;

import io.cpubound.localcluster.stream.PodRuntime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** What is a pod's own here: its address, from its first volume to its end. */
final class PodSandbox implements PodRuntime.Sandbox {

    private static final int CONNECT_MILLIS = 10_000;

    private final String ip;
    private final String uid;
    private final List<Runnable> whenGone = new ArrayList<>();
    private boolean begun;
    private boolean ended;

    PodSandbox(String ip, String uid) {
        this.ip = ip;
        this.uid = uid;
    }

    synchronized void begin() {
        begun = true;
    }

    void end() {
        List<Runnable> actions;
        synchronized (this) {
            ended = true;
            actions = List.copyOf(whenGone);
            whenGone.clear();
        }
        actions.forEach(Runnable::run);
    }

    synchronized boolean isUp() {
        return begun && !ended;
    }

    @Override
    public Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(ip, port), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "failed to connect to localhost:" + port + " inside namespace \"" + uid + "\", IPv4: dial tcp4 "
                            + ip + ":" + port + ": connect: connection refused",
                    e);
        }
    }

    @Override
    public Runnable whenGone(Runnable action) {
        synchronized (this) {
            if (!ended) {
                whenGone.add(action);
                return () -> forget(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void forget(Runnable action) {
        whenGone.remove(action);
    }
}
