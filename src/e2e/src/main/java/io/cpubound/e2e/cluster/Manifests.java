package io.cpubound.e2e.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads manifests as {@code kubectl apply -f} and, as far as this project's own files go, {@code kubectl apply -k} do. */
public final class Manifests {

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final Pattern BETWEEN = Pattern.compile("(?m)^---\\s*$");
    private static final String KUSTOMIZATION = "kustomization.yaml";
    private static final Set<String> KNOWN = Set.of("apiVersion", "kind", "resources", "images");

    private Manifests() {}

    /**
     * The resources of a file, in its order.
     *
     * @throws UncheckedIOException when the file cannot be read
     */
    public static List<HasMetadata> file(Path file) {
        try {
            List<HasMetadata> resources = new ArrayList<>();
            for (String document : BETWEEN.splitAsStream(Files.readString(file)).toList()) {
                if (document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"))) {
                    resources.add(SERIALIZATION.unmarshal(document));
                }
            }
            return resources;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * The resources of a folder's kustomization, folders in it included. Its {@code images} may only name what the manifests say anyway: this
     * reader does not replace any.
     *
     * @throws IllegalArgumentException when the kustomization has more than {@code resources} and {@code images}
     */
    public static List<HasMetadata> kustomization(Path folder) {
        Map<?, ?> kustomization = yaml(folder.resolve(KUSTOMIZATION));
        for (Object key : kustomization.keySet()) {
            if (!KNOWN.contains(String.valueOf(key))) {
                throw new IllegalArgumentException(folder.resolve(KUSTOMIZATION) + " has " + key
                        + ", which this reader does not know: it knows " + KNOWN);
            }
        }
        List<HasMetadata> resources = new ArrayList<>();
        for (Object entry : kustomization.get("resources") instanceof List<?> list ? list : List.of()) {
            Path path = folder.resolve(String.valueOf(entry)).normalize();
            resources.addAll(Files.isDirectory(path) ? kustomization(path) : file(path));
        }
        return resources;
    }

    /** The manifests of {@code samples/}, in the order of their names. */
    public static List<Path> yamlFiles(Path folder) {
        try (var files = Files.list(folder)) {
            Path[] sorted = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toArray(Path[]::new);
            return Arrays.asList(sorted);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static Map<?, ?> yaml(Path file) {
        try {
            return SERIALIZATION.unmarshal(Files.readString(file), Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
