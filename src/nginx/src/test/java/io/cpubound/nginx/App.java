package io.cpubound.nginx;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A pod of the app: answers its address and the request's headers; {@code /held} waits for {@link #release}. */
final class App implements AutoCloseable {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    final String address = "127.20.2." + ADDRESSES.incrementAndGet();
    final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    App() throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 8080), 100);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    UpstreamServer server() {
        return new UpstreamServer(address, 8080);
    }

    void awaitHeld() throws InterruptedException {
        held.await();
    }

    void release() {
        released.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        byte[] sent = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestURI().getPath().equals("/held")) {
            held.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        StringBuilder text = new StringBuilder(address + " " + exchange.getRequestMethod() + " "
                + exchange.getRequestURI() + " " + new String(sent, StandardCharsets.UTF_8) + "\n");
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        text.append(name).append(": ").append(values).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
