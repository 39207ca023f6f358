package io.cpubound.localcluster.api;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Answers that go on: watches (as an HTTP stream, or over a WebSocket) and logs. */
final class Streams {

    private static final long BOOKMARK_MILLIS = TimeUnit.SECONDS.toMillis(60);
    private static final int SHORTEST_SECONDS = 1800;

    private final Vertx vertx;
    private final Store store;
    private final LogSource logs;
    private final EventLines lines = new EventLines();

    Streams(Vertx vertx, Store store, LogSource logs) {
        this.vertx = vertx;
        this.store = store;
        this.logs = logs;
    }

    void watch(HttpServerRequest request, Call call) {
        String upgrade = request.getHeader("Upgrade");
        if (upgrade != null && upgrade.equalsIgnoreCase("websocket")) {
            request.toWebSocket().onSuccess(socket -> overSocket(socket, call));
            return;
        }
        HttpServerResponse response = request.response();
        Consumer<Buffer> out = line -> {
            if (!response.ended() && !response.closed()) {
                response.write(line);
            }
        };
        Watch watch = new Watch(store, call, lines, out);
        response.setChunked(true).putHeader("Content-Type", "application/json");
        response.writeHead();
        run(
                call,
                watch,
                () -> {
                    if (!response.ended() && !response.closed()) {
                        response.end();
                    }
                },
                stop -> response.closeHandler(gone -> stop.run()));
    }

    private void overSocket(ServerWebSocket socket, Call call) {
        Watch watch = new Watch(store, call, lines, line -> {
            if (!socket.isClosed()) {
                socket.writeTextMessage(line.toString());
            }
        });
        run(
                call,
                watch,
                () -> {
                    if (!socket.isClosed()) {
                        socket.close();
                    }
                },
                stop -> socket.closeHandler(gone -> stop.run()));
    }

    private void run(Call call, Watch watch, Runnable end, Consumer<Runnable> whenClosed) {
        if (!watch.start()) {
            end.run();
            return;
        }
        boolean bookmarks = call.flag("allowWatchBookmarks");
        long bookmarking = vertx.setPeriodic(BOOKMARK_MILLIS, id -> {
            if (bookmarks) {
                watch.bookmark(false);
            }
        });
        long timeout = vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds(call)), id -> {
            watch.stop();
            vertx.cancelTimer(bookmarking);
            end.run();
        });
        whenClosed.accept(() -> {
            watch.stop();
            vertx.cancelTimer(bookmarking);
            vertx.cancelTimer(timeout);
        });
    }

    private static int seconds(Call call) {
        String asked = call.query("timeoutSeconds");
        int random = SHORTEST_SECONDS + ThreadLocalRandom.current().nextInt(SHORTEST_SECONDS);
        try {
            return asked.isEmpty() || asked.equals("0") ? random : Integer.parseInt(asked);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("timeoutSeconds: Invalid value: \"" + asked + "\"");
        }
    }

    void log(HttpServerRequest request, LogSource.Request asked) {
        HttpServerResponse response = request.response();
        Context context = vertx.getOrCreateContext();
        response.setChunked(true).putHeader("Content-Type", "text/plain");
        try {
            Runnable close = logs.open(asked, new LogSource.Sink() {
                @Override
                public void bytes(byte[] part) {
                    context.runOnContext(now -> {
                        if (!response.ended() && !response.closed()) {
                            response.write(Buffer.buffer(part));
                        }
                    });
                }

                @Override
                public void end() {
                    context.runOnContext(now -> {
                        if (!response.ended() && !response.closed()) {
                            response.end();
                        }
                    });
                }
            });
            response.closeHandler(gone -> close.run());
        } catch (IllegalStateException e) {
            response.setChunked(false);
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
