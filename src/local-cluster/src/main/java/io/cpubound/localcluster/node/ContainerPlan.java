package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a container is run here: its words, environment and folder, with folders in the place of mount paths.
 *
 * @param messageFile where it leaves its last words
 */
record ContainerPlan(ContainerProcess.Command command, PathRewriting paths, Path messageFile) {

    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String MESSAGE_PATH = "/dev/termination-log";

    /**
     * Makes it.
     *
     * @param home the container's own folder
     * @throws ConfigurationException when what its environment or mounts refer to is not there
     */
    static ContainerPlan of(
            Machine machine,
            DownwardFields fields,
            Container container,
            ImageAdapter image,
            Volumes volumes,
            References references,
            Path home)
            throws ConfigurationException, IOException {
        Files.createDirectories(home);
        Pod pod = fields.pod();
        Path messageFile = home.resolve("termination-log");
        Files.writeString(messageFile, "");
        Map<String, String> folders = new HashMap<>();
        folders.put(
                container.getTerminationMessagePath() == null ? MESSAGE_PATH : container.getTerminationMessagePath(),
                messageFile.toString());
        for (VolumeMount mount : container.getVolumeMounts()) {
            folders.put(mount.getMountPath(), folder(pod, mount, volumes).toString());
        }
        PathRewriting paths = new PathRewriting(folders);
        Map<String, String> environment =
                new LinkedHashMap<>(new Environment(fields, references).of(container, given(machine, fields, image)));
        environment.replaceAll((name, value) -> paths.apply(value));
        image.address().forEach(name -> environment.put(name, fields.podIp()));
        if (image.apiClient()) {
            environment.putIfAbsent("KUBECONFIG", volumes.kubeconfig(pod).toString());
        }
        List<String> words = new ArrayList<>();
        if (container.getCommand().isEmpty()) {
            words.addAll(image.entrypoint());
            words.addAll(container.getArgs().isEmpty() ? image.arguments() : List.of());
        } else {
            container.getCommand().forEach(word -> words.add(paths.apply(Expansion.expand(word, environment))));
        }
        container.getArgs().forEach(word -> words.add(paths.apply(Expansion.expand(word, environment))));
        if (words.isEmpty()) {
            throw new ConfigurationException("no command specified");
        }
        Path directory =
                container.getWorkingDir() == null || container.getWorkingDir().isEmpty()
                        ? home
                        : Path.of(paths.apply(container.getWorkingDir()));
        return new ContainerPlan(
                new ContainerProcess.Command(List.copyOf(words), Map.copyOf(environment), directory),
                paths,
                messageFile);
    }

    private static Path folder(Pod pod, VolumeMount mount, Volumes volumes) throws ConfigurationException {
        boolean part = (mount.getSubPath() != null && !mount.getSubPath().isEmpty())
                || (mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty());
        if (part) {
            throw new ConfigurationException(
                    "this node has no subPath mounts (they would never update): mount the whole" + " volume at "
                            + mount.getMountPath());
        }
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getName().equals(mount.getName())) {
                return volumes.folderOf(volume);
            }
        }
        throw new ConfigurationException("no volume \"" + mount.getName() + "\"");
    }

    private static Map<String, String> given(Machine machine, DownwardFields fields, ImageAdapter image) {
        Map<String, String> given = new LinkedHashMap<>();
        String inherited = System.getenv("PATH");
        given.put("PATH", inherited == null ? SYSTEM_PATH : inherited + ":" + SYSTEM_PATH);
        given.put("HOME", "/");
        given.put("HOSTNAME", fields.pod().getMetadata().getName());
        given.putAll(image.environment());
        URI api = URI.create(machine.client().getMasterUrl().toString());
        given.put("KUBERNETES_SERVICE_HOST", api.getHost());
        given.put("KUBERNETES_SERVICE_PORT", Integer.toString(api.getPort() < 0 ? 443 : api.getPort()));
        return given;
    }
}
