package io.cpubound.operator.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cpubound.nginx.LoadBalancing;
import io.cpubound.nginx.NginxConfiguration;
import io.cpubound.nginx.ProxySettings;
import io.cpubound.nginx.UpstreamServer;
import io.cpubound.operator.api.CpuBoundAppSpec;
import io.cpubound.operator.api.UpstreamSpec;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** The configuration of the nginx pods, as a ConfigMap that says whom it lists. */
public final class ProxyConfigMap {

    /** On the ConfigMap its hash; on an nginx pod the poke: the kubelet syncs the pod's volumes at once when it changes. */
    public static final String CONFIG_HASH = "cpubound.io/config-hash";

    /** On the ConfigMap: the UIDs of the pods that it lists, as a JSON list. */
    public static final String UPSTREAM = "cpubound.io/upstream";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ProxyConfigMap() {}

    /**
     * The ConfigMap that lists these servers.
     *
     * @param servers address by pod UID; not the map's order but the addresses' own decides the text
     * @param warming the share, in percent, of the servers that are not to have all of their weight yet
     * @throws IllegalArgumentException naming the value, when nginx cannot have it
     */
    public static ConfigMap of(
            AppIdentity app,
            CpuBoundAppSpec spec,
            SortedMap<String, UpstreamServer> servers,
            Map<UpstreamServer, Integer> warming) {
        NginxConfiguration configuration = NginxConfiguration.render(settings(spec), servers.values(), warming);
        return new ConfigMapBuilder()
                .withMetadata(app.metadata(app.proxyName(), Component.PROXY)
                        .addToAnnotations(CONFIG_HASH, configuration.hash())
                        .addToAnnotations(UPSTREAM, list(servers.keySet()))
                        .build())
                .withData(configuration.files())
                .build();
    }

    /** The hash that a ConfigMap says it has. */
    public static Optional<String> hash(ConfigMap configMap) {
        return Optional.ofNullable(configMap.getMetadata().getAnnotations().get(CONFIG_HASH));
    }

    /** The UIDs of the pods that a ConfigMap lists; empty when it does not say (then it is not ours and is put back). */
    public static Optional<Set<String>> listed(ConfigMap configMap) {
        String text = configMap.getMetadata().getAnnotations().get(UPSTREAM);
        if (text == null) {
            return Optional.empty();
        }
        try {
            SortedSet<String> uids = new TreeSet<>();
            for (JsonNode uid : JSON.readTree(text)) {
                uids.add(uid.asText());
            }
            return Optional.of(uids);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static ProxySettings settings(CpuBoundAppSpec spec) {
        UpstreamSpec upstream = spec.nginx().upstream();
        return new ProxySettings(
                upstream.weight(),
                upstream.maxFails(),
                upstream.failTimeoutDuration(),
                switch (upstream.loadBalancing()) {
                    case ROUND_ROBIN -> LoadBalancing.ROUND_ROBIN;
                    case LEAST_CONNECTIONS -> LoadBalancing.LEAST_CONNECTIONS;
                    case IP_HASH -> LoadBalancing.IP_HASH;
                    case RANDOM -> LoadBalancing.RANDOM;
                },
                Duration.ofSeconds(spec.drain().timeoutSeconds()));
    }

    private static String list(Collection<String> uids) {
        return JSON.valueToTree(uids).toString();
    }
}
