package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a cell of a Table is made out of an object. */
final class Cells {

    /** One step of a path: a field, an index, or {@code [?(@.type=="Ready")]}. */
    private static final Pattern STEP =
            Pattern.compile("\\.?\\['([^']+)'\\]|\\[(\\d+)\\]|\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]"
                    + "|\\[\\*\\]|\\.((?:[^.\\[\\\\]|\\\\.)+)");

    private Cells() {}

    static Column name() {
        return new Column("Name", "string", "name", 0, object -> TextNode.valueOf(Json.name(object)));
    }

    static Column age() {
        return text("Age", 0, object -> age(object.path("metadata").path("creationTimestamp")));
    }

    static Column text(String name, int priority, Function<ObjectNode, String> cell) {
        return new Column(name, "string", "", priority, object -> TextNode.valueOf(cell.apply(object)));
    }

    static Column number(String name, Function<ObjectNode, Integer> cell) {
        return new Column(name, "integer", "", 0, object -> IntNode.valueOf(cell.apply(object)));
    }

    /** The columns of a custom kind: the name, and its CRD's or the age. */
    static List<Column> ofDefinition(JsonNode additional) {
        List<Column> result = new ArrayList<>();
        result.add(name());
        if (additional.isEmpty()) {
            result.add(age());
        }
        for (JsonNode column : additional) {
            String type = column.path("type").asText();
            String path = column.path("jsonPath").asText();
            result.add(new Column(
                    column.path("name").asText(),
                    type.equals("date") ? "date" : type,
                    column.path("format").asText(),
                    column.path("priority").asInt(),
                    object -> cell(object, path, type)));
        }
        return List.copyOf(result);
    }

    private static JsonNode cell(ObjectNode object, String path, String type) {
        JsonNode value = at(object, path);
        if (value.isMissingNode() || value.isNull()) {
            return NullNode.instance;
        }
        return switch (type) {
            case "date" -> TextNode.valueOf(age(value));
            case "string" -> TextNode.valueOf(value.isValueNode() ? value.asText() : value.toString());
            default -> value;
        };
    }

    /** The value at a simple JSONPath; missing when there is none. */
    static JsonNode at(JsonNode object, String path) {
        JsonNode at = object;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            if (step.group(5) != null) {
                at = at.path(step.group(5).replace("\\", ""));
            } else if (step.group(1) != null) {
                at = at.path(step.group(1));
            } else if (step.group(2) != null) {
                at = at.path(Integer.parseInt(step.group(2)));
            } else if (step.group(3) != null) {
                at = matching(at, "." + step.group(3), step.group(4));
            } else {
                at = at.path(0);
            }
        }
        return at;
    }

    private static JsonNode matching(JsonNode list, String path, String value) {
        return list.valueStream()
                .filter(item -> at(item, path).asText().equals(value))
                .findFirst()
                .orElseGet(() -> list.path(Integer.MAX_VALUE));
    }

    static String age(JsonNode time) {
        if (!time.isTextual()) {
            return "<unknown>";
        }
        return duration(Duration.between(Instant.parse(time.asText()), Instant.now()));
    }

    /** As kubectl writes it: 5s, 3m20s, 12m, 3h5m, 2d. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return minutes + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        if (hours < 3) {
            return minutes + "m";
        }
        if (hours < 8) {
            return hours + "h" + (minutes % 60 == 0 ? "" : minutes % 60 + "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        return days < 8 && hours % 24 != 0 ? days + "d" + hours % 24 + "h" : days + "d";
    }
}
