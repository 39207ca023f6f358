package io.cpubound.localcluster.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One exec or attach, from when its streams are there. */
final class RemoteCommand {

    /** The streams, with their channels in a WebSocket. */
    enum Part {
        STDIN(0),
        STDOUT(1),
        STDERR(2),
        ERROR(3),
        RESIZE(4);

        final int channel;

        Part(int channel) {
            this.channel = channel;
        }
    }

    /**
     * What the client asks for.
     *
     * @param command empty for attach
     */
    record Options(Optional<List<String>> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {

        /** With a terminal there is no stderr of its own, whatever was asked. */
        boolean has(Part part) {
            return switch (part) {
                case STDIN -> stdin;
                case STDOUT -> stdout;
                case STDERR -> stderr && !tty;
                case ERROR -> true;
                case RESIZE -> tty;
            };
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PodRuntime.Container container;
    private final Options options;
    private final Statuses statuses;
    private final Wire wire;
    private final Runnable close;
    private final Map<Part, ByteStream> streams = new EnumMap<>(Part.class);

    /**
     * @param close ends the connection, after what was written
     */
    RemoteCommand(PodRuntime.Container container, Options options, Statuses statuses, Wire wire, Runnable close) {
        this.container = container;
        this.options = options;
        this.statuses = statuses;
        this.wire = wire;
        this.close = close;
    }

    void add(Part part, ByteStream stream) {
        streams.put(part, stream);
        if (part != Part.STDIN && part != Part.RESIZE) {
            stream.ignore();
        }
    }

    ByteStream stream(Part part) {
        ByteStream stream = streams.get(part);
        if (stream == null) {
            throw new IllegalStateException("no stream " + part);
        }
        return stream;
    }

    boolean has(Part part) {
        return streams.containsKey(part);
    }

    /** On the event loop, when all streams are there. */
    void start() {
        PodRuntime.Stdio stdio = new PodRuntime.Stdio(
                has(Part.STDIN) ? Optional.of(input(Part.STDIN)) : Optional.empty(),
                output(Part.STDOUT),
                output(Part.STDERR),
                options.tty());
        PodRuntime.Session session = options.command().isPresent()
                ? container.exec(options.command().get(), stdio, this::ended)
                : container.attach(stdio, this::ended);
        wire.whenClosed(session::close);
        if (has(Part.RESIZE)) {
            InputStream sizes = input(Part.RESIZE);
            Threads.start("stream-resize", () -> resize(sizes, session));
        }
    }

    private InputStream input(Part part) {
        return new StreamInput(stream(part), wire);
    }

    private OutputStream output(Part part) {
        return has(part) ? new StreamOutput(stream(part), wire) : OutputStream.nullOutputStream();
    }

    private static void resize(InputStream sizes, PodRuntime.Session session) {
        try (MappingIterator<JsonNode> each = JSON.readerFor(JsonNode.class).readValues(sizes)) {
            while (each.hasNextValue()) {
                JsonNode size = each.nextValue();
                session.resize(size.path("Width").asInt(), size.path("Height").asInt());
            }
        } catch (IOException e) {
            System.getLogger(RemoteCommand.class.getName())
                    .log(System.Logger.Level.DEBUG, "the terminal keeps its size: {0}", e.getMessage());
        }
    }

    private void ended(PodRuntime.Outcome outcome) {
        wire.context().runOnContext(now -> {
            String status = statuses.of(outcome, options.command().orElse(List.of()));
            if (!status.isEmpty()) {
                stream(Part.ERROR).write(Buffer.buffer(status));
            }
            close.run();
        });
    }
}
