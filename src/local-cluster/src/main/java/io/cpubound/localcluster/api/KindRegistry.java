package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every kind that is served now: the built-in ones, and those of the CRDs. */
final class KindRegistry {

    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    KindRegistry() {
        BuiltInTable.kinds().forEach(this::add);
    }

    private void add(Kind kind) {
        kinds.put(kind.apiVersion() + "/" + kind.plural(), kind);
    }

    Optional<Kind> find(String group, String version, String plural) {
        return Optional.ofNullable(kinds.get((group.isEmpty() ? "" : group + "/") + version + "/" + plural));
    }

    /** A built-in kind that the server itself works with. */
    Kind builtIn(String group, String version, String plural) {
        return find(group, version, plural).orElseThrow(() -> new IllegalStateException("no kind " + plural));
    }

    List<Kind> all() {
        return List.copyOf(kinds.values());
    }

    List<Kind> of(String group, String version) {
        return kinds.values().stream()
                .filter(kind -> kind.group().equals(group) && kind.version().equals(version))
                .toList();
    }

    /** All groups but the core one, with their versions; the preferred one first. */
    Map<String, Set<String>> groups() {
        Map<String, Set<String>> result = new LinkedHashMap<>();
        kinds.values().stream().filter(kind -> !kind.group().isEmpty()).forEach(kind -> result.computeIfAbsent(
                        kind.group(), group -> new TreeSet<>(VersionOrder.PREFERRED_FIRST))
                .add(kind.version()));
        return result;
    }

    /** Serves what a CRD says from now on. */
    void serve(ObjectNode crd) {
        forget(crd);
        for (JsonNode version : crd.path("spec").path("versions")) {
            if (version.path("served").asBoolean()) {
                add(custom(crd, version));
            }
        }
    }

    void forget(ObjectNode crd) {
        kinds.values().removeIf(kind -> kind.custom() && kind.resource().equals(Json.name(crd)));
    }

    private static Kind custom(ObjectNode crd, JsonNode version) {
        JsonNode spec = crd.path("spec");
        JsonNode names = spec.path("names");
        Set<String> subresources = new LinkedHashSet<>();
        version.path("subresources").fieldNames().forEachRemaining(subresources::add);
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        String kind = names.path("kind").asText();
        return new Kind(
                spec.path("group").asText(),
                version.path("name").asText(),
                kind,
                names.path("plural").asText(),
                names.path("singular").asText(kind.toLowerCase(java.util.Locale.ROOT)),
                texts(names.path("shortNames")),
                texts(names.path("categories")),
                spec.path("scope").asText().equals("Namespaced"),
                Set.copyOf(subresources),
                true,
                true,
                ResourceSchemas.ofCustomResource(schema instanceof ObjectNode fields ? fields : Json.object()),
                Cells.ofDefinition(version.path("additionalPrinterColumns")),
                Optional.of(crd));
    }

    /** The version of its CRD that a custom kind is. */
    static JsonNode versionOf(Kind kind) {
        return kind.definition()
                .orElseGet(Json::object)
                .path("spec")
                .path("versions")
                .valueStream()
                .filter(version -> version.path("name").asText().equals(kind.version()))
                .findFirst()
                .orElseGet(Json::object);
    }

    private static List<String> texts(JsonNode list) {
        List<String> result = new ArrayList<>();
        list.forEach(item -> result.add(item.asText()));
        return result;
    }
}
