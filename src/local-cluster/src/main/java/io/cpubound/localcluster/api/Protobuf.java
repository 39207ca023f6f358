package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V2beta2Autoscaling;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bodies in protobuf, which kubectl 1.32 and later send for its typed commands and for which they know no other way. They
 * are read as the JSON that says the same; answers are JSON, which every client takes. A body that holds what this server
 * has no description of is refused: nothing is dropped in silence.
 */
final class Protobuf {

    static final String TYPE = "application/vnd.kubernetes.protobuf";
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** The fields whose own fields stand in JSON where the field would. */
    private static final Set<String> INLINE = Set.of(
            "volumeSource", "handler", "localObjectReference", "ephemeralContainerCommon", "persistentVolumeSource");

    private static final DateTimeFormatter MICROS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private Protobuf() {}

    /** Loaded with the first body: the descriptions take about 10 MB. */
    private static final class Files {
        static final List<FileDescriptor> ALL = List.of(
                V1.getDescriptor(),
                V1Apps.getDescriptor(),
                V1Authentication.getDescriptor(),
                V1Authorization.getDescriptor(),
                V1Autoscaling.getDescriptor(),
                V1Batch.getDescriptor(),
                V1Networking.getDescriptor(),
                V1Policy.getDescriptor(),
                V1Rbac.getDescriptor(),
                V1Scheduling.getDescriptor(),
                V2beta2Autoscaling.getDescriptor());

        private Files() {}
    }

    /** @throws ApiException 400 when the body is no protobuf, 415 when the kind in it has no known description */
    static ObjectNode read(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(body, MAGIC.length), MAGIC)) {
            throw ApiException.badRequest("provided data does not appear to be a protobuf message, expected prefix");
        }
        try {
            Unknown envelope = Unknown.parseFrom(ByteString.copyFrom(body, MAGIC.length, body.length - MAGIC.length));
            String version = envelope.getTypeMeta().getApiVersion();
            String kind = envelope.getTypeMeta().getKind();
            Descriptor type = find(version, kind)
                    .orElseThrow(() -> ApiException.unsupportedMediaType(TYPE, "application/json, application/yaml"));
            ObjectNode object = Json.object().put("kind", kind).put("apiVersion", version);
            object.setAll(message(DynamicMessage.parseFrom(type, envelope.getRaw())));
            return object;
        } catch (InvalidProtocolBufferException e) {
            throw ApiException.badRequest("error decoding the body: " + e.getMessage());
        }
    }

    private static Optional<Descriptor> find(String apiVersion, String kind) {
        if (kind.equals("DeleteOptions")) {
            return Optional.of(Meta.DeleteOptions.getDescriptor());
        }
        List<String> words = Arrays.asList(apiVersion.split("/", 2));
        String group =
                words.size() > 1 ? Arrays.asList(words.get(0).split("\\.", 2)).get(0) : "core";
        String version = words.get(words.size() - 1);
        // The library ends at v2beta2 of this group; v2 has the same fields under the same numbers.
        String described = group.equals("autoscaling") && version.equals("v2") ? "v2beta2" : version;
        String wanted = "k8s.io.api." + group + "." + described;
        return Files.ALL.stream()
                .filter(file -> file.getPackage().equals(wanted))
                .map(file -> file.findMessageTypeByName(kind))
                .filter(type -> type != null)
                .findFirst();
    }

    private static ObjectNode message(Message message) {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw ApiException.badRequest("this server does not know protobuf field "
                    + message.getUnknownFields().asMap().keySet() + " of "
                    + message.getDescriptorForType().getFullName() + "; send the object as JSON");
        }
        ObjectNode result = Json.object();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            FieldDescriptor about = field.getKey();
            String name = about.getName();
            if (about.isMapField()) {
                ObjectNode map = result.putObject(name);
                ((List<?>) field.getValue()).forEach(entry -> entry(map, (Message) entry));
            } else if (about.isRepeated()) {
                ArrayNode list = result.putArray(name);
                ((List<?>) field.getValue()).forEach(item -> list.add(value(item)));
            } else {
                JsonNode value = value(field.getValue());
                if (INLINE.contains(name) && value instanceof ObjectNode inline) {
                    result.setAll(inline);
                } else if (!value.isNull()) {
                    result.set(name, value);
                }
            }
        }
        return result;
    }

    private static void entry(ObjectNode map, Message entry) {
        Descriptor type = entry.getDescriptorForType();
        String key = String.valueOf(entry.getField(type.findFieldByNumber(1)));
        map.set(key, value(entry.getField(type.findFieldByNumber(2))));
    }

    private static JsonNode value(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof Message message) {
            return special(message);
        }
        if (value instanceof ByteString bytes) {
            return nodes.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
        if (value instanceof Integer number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Long number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Double number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Boolean truth) {
            return nodes.booleanNode(truth);
        }
        return nodes.textNode(String.valueOf(value));
    }

    /** Types that JSON writes in a way of their own. */
    private static JsonNode special(Message message) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (message.getDescriptorForType().getName()) {
            case "Time" -> time(message, DateTimeFormatter.ISO_INSTANT, ChronoUnit.SECONDS);
            case "MicroTime" -> time(message, MICROS, ChronoUnit.MICROS);
            case "Quantity" -> nodes.textNode(text(message, "string"));
            case "IntOrString" ->
                number(message, "type") == 0
                        ? nodes.numberNode((int) number(message, "intVal"))
                        : nodes.textNode(text(message, "strVal"));
            case "FieldsV1" -> json(message, "Raw");
            case "RawExtension" -> json(message, "raw");
            case "ExtraValue" -> message(message).path("items");
            default -> message(message);
        };
    }

    private static JsonNode time(Message message, DateTimeFormatter format, ChronoUnit unit) {
        if (message.getAllFields().isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        Instant time = Instant.ofEpochSecond(number(message, "seconds"), number(message, "nanos"));
        return JsonNodeFactory.instance.textNode(format.format(time.truncatedTo(unit)));
    }

    private static JsonNode json(Message message, String field) {
        ByteString raw = (ByteString) get(message, field);
        return raw.isEmpty() ? JsonNodeFactory.instance.nullNode() : Json.parse(raw.toStringUtf8(), false);
    }

    private static long number(Message message, String field) {
        return ((Number) get(message, field)).longValue();
    }

    private static String text(Message message, String field) {
        return String.valueOf(get(message, field));
    }

    private static Object get(Message message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }
}
