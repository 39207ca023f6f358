package io.cpubound.localcluster.stream;

import io.cpubound.localcluster.stream.PodRuntime.Sandbox;
import io.cpubound.localcluster.stream.PodRuntime.Target;
import io.cpubound.localcluster.stream.RemoteCommand.Options;
import io.cpubound.localcluster.stream.RemoteCommand.Part;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * From a request to a connection. Refusals are plain text, as they come from the kubelet. With a WebSocket, both ways of speaking over it
 * are known by its subprotocol; without one it is SPDY.
 */
public final class Upgrade {

    static final String SPDY = "SPDY/3.1";
    private static final String TUNNEL = SPDY + "+portforward.k8s.io";
    private static final String VERSION_HEADER = "X-Stream-Protocol-Version";
    private static final String SUBPROTOCOL_HEADER = "Sec-WebSocket-Protocol";
    private static final String V5 = "v5.channel.k8s.io";
    private static final String V4 = "v4.channel.k8s.io";
    private static final String V3 = "v3.channel.k8s.io";
    private static final String V4_BASE64 = "v4.base64.channel.k8s.io";
    private static final List<String> COMMAND_SOCKETS =
            List.of(V5, V4, V4_BASE64, "channel.k8s.io", "base64.channel.k8s.io");
    private static final List<String> COMMAND_SPDY = List.of(V4, V3, "v2.channel.k8s.io", "channel.k8s.io");
    private static final List<String> PORT_SOCKETS = List.of(TUNNEL, V4, V4_BASE64);
    private static final List<String> PORT_SPDY = List.of("portforward.k8s.io");
    private static final long STREAMS_MILLIS = 30_000;

    private final Vertx vertx;
    private final PodRuntime runtime;

    public Upgrade(Vertx vertx, PodRuntime runtime) {
        this.vertx = vertx;
        this.runtime = runtime;
    }

    /** The WebSocket subprotocols that a server must accept. */
    public static List<String> subprotocols() {
        return Stream.concat(COMMAND_SOCKETS.stream(), PORT_SOCKETS.stream())
                .distinct()
                .toList();
    }

    /** Whether a request asks for a connection at all. */
    public static boolean isAskedFor(HttpServerRequest request) {
        String connection = request.getHeader("Connection");
        return request.version() != HttpVersion.HTTP_2
                && request.getHeader("Upgrade") != null
                && connection != null
                && connection.toLowerCase(Locale.ROOT).contains("upgrade");
    }

    /** Whether it asks for a WebSocket. */
    public static boolean isWebSocket(HttpServerRequest request) {
        return isAskedFor(request) && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /** Runs a command in a container. */
    public void exec(HttpServerRequest request, Target target, List<String> command) {
        start(request, target, Optional.of(command), "container not found (\"" + target.container() + "\")");
    }

    /** Follows what a container's own process writes. */
    public void attach(HttpServerRequest request, Target target) {
        String absent =
                "container " + target.container() + " not found in pod " + target.pod() + "_" + target.namespace();
        start(request, target, Optional.empty(), absent);
    }

    private void start(HttpServerRequest request, Target target, Optional<List<String>> command, String absent) {
        Options options = new Options(
                command,
                flag(request, "stdin"),
                flag(request, "stdout"),
                flag(request, "stderr"),
                flag(request, "tty"));
        if (!options.has(Part.STDIN) && !options.has(Part.STDOUT) && !options.has(Part.STDERR)) {
            refuse(request, 400, "you must specify at least 1 of stdin, stdout, stderr");
            return;
        }
        Optional<PodRuntime.Container> container = runtime.container(target);
        if (container.isEmpty()) {
            refuse(request, 500, absent);
        } else if (isWebSocket(request)) {
            socket(request, COMMAND_SOCKETS, protocol -> command(container.get(), options, protocol));
        } else {
            spdy(request, COMMAND_SPDY, protocol -> wire -> command(container.get(), options, protocol, wire));
        }
    }

    private static boolean flag(HttpServerRequest request, String name) {
        return List.of("1", "true").contains(request.getParam(name, ""));
    }

    private static OverSocket command(PodRuntime.Container container, Options options, String protocol) {
        return (socket, wire) -> {
            Statuses statuses = new Statuses(protocol.startsWith("v"), protocol.equals(V5));
            RemoteCommand command = new RemoteCommand(container, options, statuses, wire, wire::close);
            ChannelConnection connection = new ChannelConnection(socket, wire, protocol.contains("base64"));
            for (Part part : Part.values()) {
                if (options.has(part)) {
                    command.add(part, connection.channel(part.channel));
                }
            }
            // An empty message on the first channel that we write to says that all is well.
            Part first = options.has(Part.STDOUT) ? Part.STDOUT : options.has(Part.STDERR) ? Part.STDERR : Part.ERROR;
            command.stream(first).write(io.vertx.core.buffer.Buffer.buffer());
            command.start();
        };
    }

    private void command(PodRuntime.Container container, Options options, String protocol, Wire wire) {
        SpdyConnection connection = new SpdyConnection(wire);
        Statuses statuses = new Statuses(protocol.equals(V4), false);
        RemoteCommand command = new RemoteCommand(container, options, statuses, wire, connection::close);
        boolean sizes = protocol.equals(V4) || protocol.equals(V3);
        List<Part> expected = Arrays.stream(Part.values())
                .filter(part -> options.has(part) && (part != Part.RESIZE || sizes))
                .toList();
        long patience = vertx.setTimer(STREAMS_MILLIS, now -> connection.close());
        connection.start(stream -> {
            boolean complete = expected.stream().allMatch(command::has);
            expected.stream()
                    .filter(part -> part.name().equalsIgnoreCase(stream.header("streamtype")))
                    .forEach(part -> command.add(part, stream));
            if (!complete && expected.stream().allMatch(command::has) && vertx.cancelTimer(patience)) {
                command.start();
            }
        });
        wire.whenClosed(() -> vertx.cancelTimer(patience));
    }

    /**
     * Connects to ports of a pod.
     *
     * @param ports for the way of speaking in which a request names them
     */
    public void portForward(HttpServerRequest request, Target target, List<Integer> ports) {
        Optional<Sandbox> sandbox = runtime.sandbox(target);
        if (sandbox.isEmpty()) {
            refuse(request, 500, "pod not found (\"" + target.pod() + "_" + target.namespace() + "\")");
        } else if (!isWebSocket(request)) {
            spdy(request, PORT_SPDY, protocol -> wire -> PortStreams.start(target, sandbox.get(), wire));
        } else if (ports.isEmpty() && !asked(request, SUBPROTOCOL_HEADER).contains(TUNNEL)) {
            refuse(request, 400, "query parameter \"port\" is required");
        } else {
            socket(request, PORT_SOCKETS, protocol -> (socket, wire) -> {
                if (protocol.equals(TUNNEL)) {
                    PortStreams.start(target, sandbox.get(), wire);
                } else {
                    ChannelConnection connection = new ChannelConnection(socket, wire, protocol.contains("base64"));
                    PortStreams.start(target, sandbox.get(), wire, connection, ports);
                }
            });
        }
    }

    /** What is done with a WebSocket. */
    private interface OverSocket {
        void start(io.vertx.core.http.ServerWebSocket socket, Wire wire);
    }

    private void socket(HttpServerRequest request, List<String> accepted, Function<String, OverSocket> then) {
        List<String> asked = asked(request, SUBPROTOCOL_HEADER);
        Optional<String> chosen = asked.stream().filter(accepted::contains).findFirst();
        if (chosen.isEmpty() && !asked.isEmpty()) {
            request.response()
                    .setStatusCode(403)
                    .putHeader("Connection", "close")
                    .end();
            return;
        }
        chosen.ifPresent(protocol -> request.headers().set(SUBPROTOCOL_HEADER, protocol));
        OverSocket handler = then.apply(chosen.orElse(""));
        request.toWebSocket().onSuccess(socket -> handler.start(socket, Wire.of(socket, vertx.getOrCreateContext())));
    }

    private void spdy(HttpServerRequest request, List<String> accepted, Function<String, Consumer<Wire>> then) {
        List<String> asked = asked(request, VERSION_HEADER);
        Optional<String> chosen = asked.stream().filter(accepted::contains).findFirst();
        HttpServerResponse response = request.response();
        if (asked.isEmpty()) {
            refuse(request, 400, "unable to upgrade: header " + VERSION_HEADER + " does not exist in request\n");
        } else if (chosen.isEmpty()) {
            response.putHeader("X-Accepted-Stream-Protocol-Versions", accepted);
            refuse(
                    request,
                    403,
                    "unable to upgrade: unable to negotiate protocol: client supports " + words(asked)
                            + ", server accepts " + words(accepted) + "\n");
        } else if (!SPDY.equalsIgnoreCase(request.getHeader("Upgrade"))) {
            refuse(request, 400, "unable to upgrade: missing upgrade headers in request\n");
        } else {
            response.putHeader("Connection", "Upgrade")
                    .putHeader("Upgrade", SPDY)
                    .putHeader(VERSION_HEADER, chosen.get());
            Consumer<Wire> handler = then.apply(chosen.get());
            request.toNetSocket().onSuccess(socket -> handler.accept(Wire.of(socket, vertx.getOrCreateContext())));
        }
    }

    private static String words(List<String> list) {
        return "[" + String.join(" ", list) + "]";
    }

    private static List<String> asked(HttpServerRequest request, String header) {
        return request.headers().getAll(header).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::trim)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static void refuse(HttpServerRequest request, int code, String text) {
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(text);
    }
}
