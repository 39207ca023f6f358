package io.cpubound.localcluster.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Image names and what runs for them. */
@FunctionalInterface
public interface ImageTable {

    /** What runs for an image, e.g. {@code nginx:1.28}; empty when no such image can be pulled. */
    Optional<ImageAdapter> find(String image);

    /** The first of both that has it. */
    default ImageTable or(ImageTable other) {
        return image -> find(image).or(() -> other.find(image));
    }

    /**
     * The project's own images, as they were built, and nginx and busybox as this machine has them.
     *
     * @param projectRoot the folder that holds {@code src/backend/target} and so on
     */
    static ImageTable ofProject(Path projectRoot) {
        return new ProjectImages(projectRoot);
    }

    /** The table of {@link #ofProject}. */
    final class ProjectImages implements ImageTable {

        private static final Pattern NAME = Pattern.compile("(?:.*/)?([^/:@]+)(?::([^:@/]+))?(?:@.*)?");
        private static final Set<String> BACKEND_TAGS = Set.of("1.0.0", "1.1.0", "1.2.0");
        // What suits many small JVMs on one machine; the heap is what the backend was measured with.
        private static final List<String> SMALL_JVM =
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k");

        private final Path root;

        ProjectImages(Path root) {
            this.root = root.toAbsolutePath();
        }

        @Override
        public Optional<ImageAdapter> find(String image) {
            Matcher name = NAME.matcher(image);
            if (!name.matches()) {
                return Optional.empty();
            }
            String tag = name.group(2) == null ? "latest" : name.group(2);
            if (image.startsWith("cpubound/backend:") && BACKEND_TAGS.contains(tag)) {
                return Optional.of(java(image, "backend", "-Xmx64m", false, Map.of("APP_VERSION", tag)));
            } else if (image.startsWith("cpubound/operator:")) {
                return Optional.of(java(image, "operator", "-Xmx96m", true, Map.of()));
            } else if (name.group(1).contains("nginx")) {
                return Optional.of(command(image, List.of("nginx"), List.of("-g", "daemon off;"), "QUIT"));
            } else if (name.group(1).equals("busybox")) {
                return Optional.of(command(image, List.of(), List.of("sh"), "TERM"));
            }
            return Optional.empty();
        }

        private ImageAdapter java(
                String image, String module, String heap, boolean apiClient, Map<String, String> environment) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(SMALL_JVM);
            command.add(heap);
            command.add("-jar");
            command.add(root.resolve("src/" + module + "/target/quarkus-app/quarkus-run.jar")
                    .toString());
            return new ImageAdapter(
                    id(image), command, List.of(), environment, List.of("QUARKUS_HTTP_HOST"), apiClient, "TERM");
        }

        private static ImageAdapter command(
                String image, List<String> entrypoint, List<String> arguments, String stopSignal) {
            return new ImageAdapter(
                    id(image),
                    entrypoint,
                    arguments,
                    Map.of(),
                    List.of("CPUBOUND_LISTEN_ADDRESSES"),
                    false,
                    stopSignal);
        }

        private static String id(String image) {
            return "local://" + UUID.nameUUIDFromBytes(image.getBytes(StandardCharsets.UTF_8));
        }
    }
}
