package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A container's variables, as its {@code env} and {@code envFrom} say. */
final class Environment {

    private final DownwardFields fields;
    private final References references;

    Environment(DownwardFields fields, References references) {
        this.fields = fields;
        this.references = references;
    }

    /**
     * The variables.
     *
     * @param given what is there before, and what {@code $(NAME)} may mean
     * @throws ConfigurationException when what they come from is not there
     */
    Map<String, String> of(Container container, Map<String, String> given) throws ConfigurationException {
        Map<String, String> all = new LinkedHashMap<>(given);
        for (EnvFromSource source : container.getEnvFrom()) {
            String prefix = source.getPrefix() == null ? "" : source.getPrefix();
            from(source).forEach((key, value) -> all.put(prefix + key, new String(value, StandardCharsets.UTF_8)));
        }
        for (EnvVar variable : container.getEnv()) {
            EnvVarSource source = variable.getValueFrom();
            if (source != null) {
                value(source, container).ifPresent(value -> all.put(variable.getName(), value));
            } else {
                String text = variable.getValue() == null ? "" : variable.getValue();
                all.put(variable.getName(), Expansion.expand(text, all));
            }
        }
        return all;
    }

    private Map<String, byte[]> from(EnvFromSource source) throws ConfigurationException {
        if (source.getConfigMapRef() != null) {
            String name = source.getConfigMapRef().getName();
            return Boolean.TRUE.equals(source.getConfigMapRef().getOptional())
                    ? references.configMap(name).orElse(Map.of())
                    : references.requiredConfigMap(name);
        } else if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            return Boolean.TRUE.equals(source.getSecretRef().getOptional())
                    ? references.secret(name).orElse(Map.of())
                    : references.requiredSecret(name);
        }
        return Map.of();
    }

    private Optional<String> value(EnvVarSource source, Container container) throws ConfigurationException {
        if (source.getFieldRef() != null) {
            return Optional.of(fields.field(source.getFieldRef().getFieldPath()));
        } else if (source.getResourceFieldRef() != null) {
            return Optional.of(fields.resource(source.getResourceFieldRef(), container));
        } else if (source.getConfigMapKeyRef() != null) {
            ConfigMapKeySelector key = source.getConfigMapKeyRef();
            boolean optional = Boolean.TRUE.equals(key.getOptional());
            Map<String, byte[]> data = optional
                    ? references.configMap(key.getName()).orElse(Map.of())
                    : references.requiredConfigMap(key.getName());
            return key(data, key.getKey(), optional, "ConfigMap " + references.namespace() + "/" + key.getName());
        } else if (source.getSecretKeyRef() != null) {
            SecretKeySelector key = source.getSecretKeyRef();
            boolean optional = Boolean.TRUE.equals(key.getOptional());
            Map<String, byte[]> data = optional
                    ? references.secret(key.getName()).orElse(Map.of())
                    : references.requiredSecret(key.getName());
            return key(data, key.getKey(), optional, "Secret " + references.namespace() + "/" + key.getName());
        }
        return Optional.empty();
    }

    private static Optional<String> key(Map<String, byte[]> data, String key, boolean optional, String where)
            throws ConfigurationException {
        byte[] value = data.get(key);
        if (value == null && !optional) {
            throw new ConfigurationException("couldn't find key " + key + " in " + where);
        }
        return Optional.ofNullable(value).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
