package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes answers; big ones compressed, for who reads that. */
final class Responses {

    /** As the real server has it: less is not worth the time, in bytes. */
    private static final int BIG = 128 * 1024;

    private Responses() {}

    static void send(HttpServerRequest request, int code, ObjectNode body, boolean yaml, List<String> warnings) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        warnings.forEach(warning -> warn(request, warning));
        response.setStatusCode(code).putHeader("Content-Type", yaml ? "application/yaml" : "application/json");
        byte[] text = (yaml ? Json.yaml(body) : Json.text(body) + "\n").getBytes(StandardCharsets.UTF_8);
        String readable = request.getHeader("Accept-Encoding");
        if (text.length > BIG && readable != null && readable.contains("gzip")) {
            response.putHeader("Content-Encoding", "gzip").putHeader("Vary", "Accept-Encoding");
            response.end(Buffer.buffer(gzip(text)));
        } else {
            response.end(Buffer.buffer(text));
        }
    }

    /** The answer to come will carry it, whatever it is. */
    static void warn(HttpServerRequest request, String warning) {
        request.response().headers().add("Warning", "299 - \"" + warning.replace("\"", "\\\"") + "\"");
    }

    private static byte[] gzip(byte[] text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(text.length / 8);
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
