package io.cpubound.localcluster.node;

import io.cpubound.localcluster.node.AtomicFolder.Content;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pod's volumes as folders. */
final class Volumes {

    private static final int MODE = 0644;

    private final Path folder;
    private final ServiceAccountTokens tokens;
    private final Map<String, AtomicFolder> atomic = new HashMap<>();

    /**
     * @param folder of all the pod's volumes
     */
    Volumes(Path folder, ServiceAccountTokens tokens) {
        this.folder = folder;
        this.tokens = tokens;
    }

    /** Where a volume's files are. */
    Path folderOf(Volume volume) {
        return volume.getHostPath() != null
                ? Path.of(volume.getHostPath().getPath())
                : folder.resolve(volume.getName());
    }

    /**
     * Brings one volume up to date.
     *
     * @throws ConfigurationException when what it shows is not there
     */
    void sync(Volume volume, DownwardFields fields, References references) throws ConfigurationException, IOException {
        if (volume.getHostPath() != null) {
            return;
        } else if (volume.getEmptyDir() != null) {
            Files.createDirectories(folderOf(volume));
            return;
        }
        Map<String, Content> files = new HashMap<>();
        if (volume.getConfigMap() != null) {
            configMap(
                    files,
                    references,
                    volume.getConfigMap().getName(),
                    volume.getConfigMap().getItems(),
                    volume.getConfigMap().getOptional(),
                    mode(volume.getConfigMap().getDefaultMode()));
        } else if (volume.getSecret() != null) {
            secret(
                    files,
                    references,
                    volume.getSecret().getSecretName(),
                    volume.getSecret().getItems(),
                    volume.getSecret().getOptional(),
                    mode(volume.getSecret().getDefaultMode()));
        } else if (volume.getDownwardAPI() != null) {
            downward(
                    files,
                    fields,
                    volume.getDownwardAPI().getItems(),
                    mode(volume.getDownwardAPI().getDefaultMode()));
        } else if (volume.getProjected() != null) {
            for (VolumeProjection source : volume.getProjected().getSources()) {
                projected(
                        files,
                        source,
                        fields,
                        references,
                        mode(volume.getProjected().getDefaultMode()));
            }
        } else {
            throw new ConfigurationException("this node has no volumes of that type, only configMap, secret, emptyDir,"
                    + " projected, downwardAPI and hostPath");
        }
        atomic.computeIfAbsent(volume.getName(), name -> new AtomicFolder(folder.resolve(name)))
                .write(files);
    }

    /** A kubeconfig file with the pod's ServiceAccount, kept up to date. */
    Path kubeconfig(Pod pod) throws ConfigurationException, IOException {
        Content file = new Content(tokens.kubeconfig(pod).getBytes(StandardCharsets.UTF_8), 0600);
        Path at = folder.resolve("..kubeconfig");
        atomic.computeIfAbsent("..kubeconfig", name -> new AtomicFolder(at)).write(Map.of("config", file));
        return at.resolve("config");
    }

    private static int mode(@Nullable Integer given) {
        return given == null ? MODE : given;
    }

    private static void configMap(
            Map<String, Content> files,
            References references,
            String name,
            List<KeyToPath> items,
            @Nullable Boolean optional,
            int mode)
            throws ConfigurationException {
        Optional<Map<String, byte[]>> found = references.configMap(name);
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigurationException("configmap \"" + name + "\" not found");
        }
        keys(files, found.orElse(Map.of()), items, optional, mode);
    }

    private static void secret(
            Map<String, Content> files,
            References references,
            String name,
            List<KeyToPath> items,
            @Nullable Boolean optional,
            int mode)
            throws ConfigurationException {
        Optional<Map<String, byte[]>> found = references.secret(name);
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigurationException("secret \"" + name + "\" not found");
        }
        keys(files, found.orElse(Map.of()), items, optional, mode);
    }

    private static void keys(
            Map<String, Content> files,
            Map<String, byte[]> data,
            List<KeyToPath> items,
            @Nullable Boolean optional,
            int mode)
            throws ConfigurationException {
        if (items.isEmpty()) {
            data.forEach((key, bytes) -> files.put(key, new Content(bytes, mode)));
            return;
        }
        for (KeyToPath item : items) {
            byte[] bytes = data.get(item.getKey());
            if (bytes != null) {
                files.put(item.getPath(), new Content(bytes, item.getMode() == null ? mode : item.getMode()));
            } else if (!Boolean.TRUE.equals(optional)) {
                throw new ConfigurationException("references non-existent config key: " + item.getKey());
            }
        }
    }

    private static void downward(
            Map<String, Content> files, DownwardFields fields, List<DownwardAPIVolumeFile> items, int mode)
            throws ConfigurationException {
        for (DownwardAPIVolumeFile item : items) {
            if (item.getFieldRef() == null) {
                throw new ConfigurationException("this node has no resourceFieldRef in volumes: " + item.getPath());
            }
            byte[] bytes = fields.field(item.getFieldRef().getFieldPath()).getBytes(StandardCharsets.UTF_8);
            files.put(item.getPath(), new Content(bytes, item.getMode() == null ? mode : item.getMode()));
        }
    }

    private void projected(
            Map<String, Content> files, VolumeProjection source, DownwardFields fields, References references, int mode)
            throws ConfigurationException, IOException {
        if (source.getConfigMap() != null) {
            String name = source.getConfigMap().getName();
            if (name.equals("kube-root-ca.crt") && references.configMap(name).isEmpty()) {
                // Made by a controller that may come after us; we know the CA.
                files.put("ca.crt", new Content(tokens.authority(), mode));
                return;
            }
            configMap(
                    files,
                    references,
                    name,
                    source.getConfigMap().getItems(),
                    source.getConfigMap().getOptional(),
                    mode);
        } else if (source.getSecret() != null) {
            secret(
                    files,
                    references,
                    source.getSecret().getName(),
                    source.getSecret().getItems(),
                    source.getSecret().getOptional(),
                    mode);
        } else if (source.getDownwardAPI() != null) {
            downward(files, fields, source.getDownwardAPI().getItems(), mode);
        } else if (source.getServiceAccountToken() != null) {
            ServiceAccountTokenProjection wanted = source.getServiceAccountToken();
            Long seconds = wanted.getExpirationSeconds();
            String token = tokens.token(
                    fields.pod(), wanted.getAudience(), seconds == null ? ServiceAccountTokens.USUAL_SECONDS : seconds);
            files.put(wanted.getPath(), new Content(token.getBytes(StandardCharsets.UTF_8), mode));
        } else {
            throw new ConfigurationException("this node has no projected volumes of that source");
        }
    }
}
