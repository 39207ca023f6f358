package io.cpubound.operator.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for one meaning: keys sorted, nulls and empty objects and lists left out. Two versions of a library that write
 * the same object in another order, or with an absent field as null, give the same text. Within a {@code podTemplate} empty
 * objects stay: there a selector that is empty selects all, and one that is absent none.
 */
public final class CanonicalJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization(MAPPER, false);

    /** Kubernetes' own choice: no vowels, so no words, and no digits that look like letters. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final String POD_TEMPLATE = "podTemplate";

    private CanonicalJson() {}

    public static JsonNode tree(Object value) {
        return canonical(SERIALIZATION.convertValue(value, JsonNode.class), false);
    }

    /**
     * Reads a value back from its text: some of Kubernetes' types (a probe's port) cannot be read from a tree.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when it is not of that type
     */
    static <T> T read(JsonNode tree, Class<T> type) {
        return SERIALIZATION.unmarshal(tree.toString(), type);
    }

    /**
     * Reads a text that somebody may have changed.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when it is no JSON
     */
    static JsonNode parse(String text) {
        return SERIALIZATION.unmarshal(text, JsonNode.class);
    }

    /** Ten characters that are safe in names and labels. */
    public static String hash(Object value) {
        byte[] digest = sha256(tree(value).toString());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            text.append(ALPHABET.charAt((digest[i] & 0xff) % ALPHABET.length()));
        }
        return text.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static JsonNode canonical(JsonNode node, boolean emptyObjectsMatter) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                boolean matter = emptyObjectsMatter || field.getKey().equals(POD_TEMPLATE);
                JsonNode value = canonical(field.getValue(), matter);
                boolean nothing = value.isEmpty() && (value.isArray() || (value.isObject() && !matter));
                if (!value.isNull() && !nothing) {
                    sorted.put(field.getKey(), value);
                }
            }
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            result.setAll(sorted);
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> result.add(canonical(element, emptyObjectsMatter)));
            return result;
        }
        // An int and a long of the same value are different nodes.
        return node.isIntegralNumber() ? LongNode.valueOf(node.longValue()) : node;
    }
}
