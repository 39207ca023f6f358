package io.cpubound.localcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what was recorded, and short JSON with single quotes. */
public final class Recordings {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Recordings() {}

    /** One JSON document a line. */
    public static List<JsonNode> lines(Class<?> near, String file) {
        return new String(read(near, file), StandardCharsets.UTF_8)
                .lines()
                .map(Recordings::parse)
                .toList();
    }

    /** The schema of the first version of a CRD. */
    public static ObjectNode schemaOf(Class<?> near, String file) {
        try {
            return (ObjectNode) YAML.readTree(read(near, file)).at("/spec/versions/0/schema/openAPIV3Schema");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Class<?> near, String file) {
        try (InputStream in = near.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no such file: " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    public static JsonNode json(String text) {
        return parse(text.replace('\'', '"'));
    }

    public static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }
}
