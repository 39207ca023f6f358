package io.cpubound.e2e.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A CpuBoundApp of a file, that a scenario may change before it applies it. */
public final class Sample {

    private final GenericKubernetesResource resource;

    private Sample(GenericKubernetesResource resource) {
        this.resource = resource;
    }

    /**
     * The first CpuBoundApp of a file.
     *
     * @throws IllegalArgumentException when it has none
     */
    public static Sample read(Path file) {
        return Manifests.file(file).stream()
                .filter(GenericKubernetesResource.class::isInstance)
                .map(GenericKubernetesResource.class::cast)
                .filter(resource -> App.KIND.equals(resource.getKind()))
                .findFirst()
                .map(Sample::new)
                .orElseThrow(() -> new IllegalArgumentException(file + " has no " + App.KIND));
    }

    /** What is to be applied. */
    public GenericKubernetesResource resource() {
        return resource;
    }

    /** Sets a field of the spec. */
    public Sample set(String field, Object value) {
        spec().put(field, value);
        return this;
    }

    /** Sets a field of an object of the spec. */
    @SuppressWarnings("unchecked")
    public Sample setIn(String object, String field, Object value) {
        ((Map<String, Object>) spec().computeIfAbsent(object, key -> new LinkedHashMap<>())).put(field, value);
        return this;
    }

    /** Sets an environment variable of the app. */
    public Sample env(String name, String value) {
        List<Object> env = new ArrayList<>(spec().get("env") instanceof List<?> list ? list : List.of());
        env.removeIf(entry -> name.equals(((Map<?, ?>) entry).get("name")));
        env.add(Map.of("name", name, "value", value));
        return set("env", env);
    }

    /** The image that it asks for. */
    public String image() {
        return String.valueOf(spec().get("image"));
    }

    /** What one request costs, as HASH_ITERATIONS says; 100000 where it says nothing. */
    public int hashIterations() {
        List<?> env = spec().get("env") instanceof List<?> list ? list : List.of();
        return env.stream()
                .map(entry -> (Map<?, ?>) entry)
                .filter(entry -> "HASH_ITERATIONS".equals(entry.get("name")))
                .map(entry -> Integer.parseInt(String.valueOf(entry.get("value"))))
                .findFirst()
                .orElse(100_000);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> spec() {
        return (Map<String, Object>)
                resource.getAdditionalProperties().computeIfAbsent("spec", key -> new LinkedHashMap<>());
    }
}
