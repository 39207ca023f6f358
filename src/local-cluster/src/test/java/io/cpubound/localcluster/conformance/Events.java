package io.cpubound.localcluster.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The events of one watch. */
final class Events implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONG_SECONDS = 60;

    /** One of them; its object can be asked as an answer can. */
    record Event(String type, JsonNode object) {
        String at(String pointer) {
            return object.at("/" + pointer).asText();
        }

        /** {@code ADDED a} */
        String brief() {
            return type + " " + at("metadata/name");
        }
    }

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Optional<Event>> events = new LinkedBlockingQueue<>();

    Events(HttpResponse<InputStream> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "events");
        reader.setDaemon(true);
        reader.start();
    }

    int code() {
        return response.statusCode();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                events.add(Optional.of(new Event(event.path("type").asText(), event.path("object"))));
            }
        } catch (IOException e) {
            // It was closed.
        }
        events.add(Optional.empty());
    }

    /** The next one; empty at the end. */
    Optional<Event> next() throws InterruptedException {
        Optional<Event> next = events.poll(LONG_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no event in " + LONG_SECONDS + " s");
        }
        return next;
    }

    String brief() throws InterruptedException {
        return next().map(Event::brief).orElse("end");
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
