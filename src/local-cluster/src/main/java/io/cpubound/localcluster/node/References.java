package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The ConfigMaps and Secrets of one namespace, each read at most once: make a new one for each look. */
final class References {

    private final KubernetesClient client;
    private final String namespace;
    private final Map<String, Optional<Map<String, byte[]>>> configMaps = new HashMap<>();
    private final Map<String, Optional<Map<String, byte[]>>> secrets = new HashMap<>();

    References(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    /** A ConfigMap's texts and bytes; empty when there is none. */
    Optional<Map<String, byte[]>> configMap(String name) {
        return configMaps.computeIfAbsent(name, key -> Optional.ofNullable(
                        client.configMaps().inNamespace(namespace).withName(key).get())
                .map(References::data));
    }

    Optional<Map<String, byte[]>> secret(String name) {
        return secrets.computeIfAbsent(name, key -> Optional.ofNullable(
                        client.secrets().inNamespace(namespace).withName(key).get())
                .map(References::data));
    }

    /** As {@link #configMap}, for one that has to be there. */
    Map<String, byte[]> requiredConfigMap(String name) throws ConfigurationException {
        return configMap(name).orElseThrow(() -> new ConfigurationException("configmap \"" + name + "\" not found"));
    }

    Map<String, byte[]> requiredSecret(String name) throws ConfigurationException {
        return secret(name).orElseThrow(() -> new ConfigurationException("secret \"" + name + "\" not found"));
    }

    private static Map<String, byte[]> data(ConfigMap map) {
        Map<String, byte[]> data = new HashMap<>();
        if (map.getData() != null) {
            map.getData().forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
        }
        if (map.getBinaryData() != null) {
            map.getBinaryData()
                    .forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
        }
        return data;
    }

    private static Map<String, byte[]> data(Secret secret) {
        Map<String, byte[]> data = new HashMap<>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
        }
        return data;
    }
}
