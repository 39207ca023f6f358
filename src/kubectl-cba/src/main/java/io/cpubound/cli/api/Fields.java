package io.cpubound.cli.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A part of an object, as it came. What is absent, or not of the kind that is asked for, reads as empty. */
public record Fields(@Nullable Object node) {

    /** All but the metadata. */
    public static Fields of(GenericKubernetesResource resource) {
        return new Fields(resource.getAdditionalProperties());
    }

    public Fields at(String... path) {
        Object at = node;
        for (String name : path) {
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return new Fields(at);
    }

    public boolean isPresent(String... path) {
        return at(path).node != null;
    }

    public Optional<String> text(String... path) {
        return Optional.ofNullable(at(path).node).map(Object::toString).filter(text -> !text.isEmpty());
    }

    public String textOr(String absent, String... path) {
        return text(path).orElse(absent);
    }

    /** 0 when it is absent. */
    public long number(String... path) {
        return at(path).node instanceof Number number ? number.longValue() : 0;
    }

    public boolean isTrue(String... path) {
        return Boolean.TRUE.equals(at(path).node);
    }

    /** A time as RFC 3339 has it. */
    public Optional<Instant> time(String... path) {
        return text(path).flatMap(Fields::instant);
    }

    public List<Fields> items(String... path) {
        return at(path).node instanceof List<?> list
                ? list.stream().map(Fields::new).toList()
                : List.of();
    }

    /** By name, in the order of the names. */
    public Map<String, Object> map(String... path) {
        Map<String, Object> map = new TreeMap<>();
        if (at(path).node instanceof Map<?, ?> found) {
            found.forEach((name, value) -> {
                if (value != null) {
                    map.put(String.valueOf(name), value);
                }
            });
        }
        return map;
    }

    /** Of a status: the condition of that type. */
    public Fields condition(String type) {
        return items("conditions").stream()
                .filter(condition -> condition.text("type").filter(type::equals).isPresent())
                .findFirst()
                .orElse(new Fields(null));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
