package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What probes and hooks do to one container. All methods block; failures are exceptions with the kubelet's words. */
final class Actions {

    private static final int OUTPUT = 10 * 1024;

    private final Inside inside;
    private final Container container;
    private final String podIp;

    Actions(Inside inside, Container container, String podIp) {
        this.inside = inside;
        this.container = container;
        this.podIp = podIp;
    }

    /** Probes once. */
    void probe(Probe probe, Duration timeout) throws IOException, InterruptedException {
        if (probe.getExec() != null) {
            exec(probe.getExec(), timeout);
        } else if (probe.getHttpGet() != null) {
            HttpGet.Response response = httpGet(probe.getHttpGet()).send(timeout);
            if (!response.good()) {
                throw new IOException("HTTP probe failed with statuscode: " + response.status());
            }
        } else if (probe.getTcpSocket() != null) {
            String host = probe.getTcpSocket().getHost();
            tcp(host == null ? podIp : host, port(probe.getTcpSocket().getPort()), timeout);
        } else {
            throw new IOException("this node has no probes of that type, only exec, httpGet and tcpSocket");
        }
    }

    /** Runs a hook. */
    void hook(LifecycleHandler hook, Duration timeout) throws IOException, InterruptedException {
        if (hook.getExec() != null) {
            exec(hook.getExec(), timeout);
        } else if (hook.getHttpGet() != null) {
            HttpGet.Response response = httpGet(hook.getHttpGet()).send(timeout);
            if (!response.good()) {
                throw new IOException("HTTP hook failed with statuscode: " + response.status());
            }
        } else if (hook.getSleep() != null) {
            long seconds = hook.getSleep().getSeconds();
            TimeUnit.MILLISECONDS.sleep(Math.min(seconds * 1000, timeout.toMillis()));
        } else {
            throw new IOException("invalid handler: only exec, httpGet and sleep");
        }
    }

    private HttpGet httpGet(HTTPGetAction action) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (HTTPHeader header : action.getHttpHeaders()) {
            headers.put(header.getName(), header.getValue());
        }
        String host = action.getHost() == null || action.getHost().isEmpty() ? podIp : action.getHost();
        String path = action.getPath() == null || action.getPath().isEmpty() ? "/" : action.getPath();
        return new HttpGet("HTTPS".equals(action.getScheme()), host, port(action.getPort()), path, headers);
    }

    private int port(IntOrString port) throws IOException {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        for (ContainerPort named : container.getPorts()) {
            if (port.getStrVal().equals(named.getName())) {
                return named.getContainerPort();
            }
        }
        try {
            return Integer.parseInt(port.getStrVal());
        } catch (NumberFormatException e) {
            throw new IOException(
                    "couldn't find port: " + port.getStrVal() + " in container " + container.getName(), e);
        }
    }

    private static void tcp(String host, int port, Duration timeout) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
        } catch (SocketTimeoutException e) {
            throw new IOException("dial tcp " + host + ":" + port + ": i/o timeout", e);
        } catch (IOException e) {
            throw new IOException("dial tcp " + host + ":" + port + ": connect: connection refused", e);
        }
    }

    private void exec(ExecAction action, Duration timeout) throws IOException, InterruptedException {
        Path output = Files.createTempFile(inside.directory(), ".exec", "");
        try {
            Process process = inside.start(action.getCommand(), false, builder -> builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile()));
            boolean ended = false;
            try {
                ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                inside.reap(process);
            }
            if (!ended) {
                throw new IOException("command timed out: \"" + String.join(" ", action.getCommand())
                        + "\" timed out after " + timeout.toSeconds() + "s");
            } else if (process.exitValue() != 0) {
                throw new IOException(text(output));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String text(Path output) throws IOException {
        byte[] bytes = Files.readAllBytes(output);
        return new String(bytes, 0, Math.min(bytes.length, OUTPUT), StandardCharsets.UTF_8);
    }

    static boolean has(@Nullable LifecycleHandler hook) {
        return hook != null && (hook.getExec() != null || hook.getHttpGet() != null || hook.getSleep() != null);
    }
}
