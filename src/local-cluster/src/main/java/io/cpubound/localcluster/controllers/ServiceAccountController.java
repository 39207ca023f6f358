package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sees to it that every namespace has what its pods need: the account {@code default}, and the CA of the API server. */
final class ServiceAccountController implements AutoCloseable {

    private static final String DEFAULT = "default";
    private static final String ROOT_CA = "kube-root-ca.crt";

    private final KubernetesClient client;
    private final String caCertificate;
    private final WorkQueue queue = new WorkQueue("serviceaccount-controller", this::look);

    ServiceAccountController(KubernetesClient client, Watches watches, String caCertificate) {
        this.client = client;
        this.caCertificate = caCertificate;
        watches.onChange(
                Namespace.class,
                namespace -> queue.add("", namespace.getMetadata().getName()));
        watches.onChange(ServiceAccount.class, account -> lookAfter(account, DEFAULT));
        watches.onChange(ConfigMap.class, map -> lookAfter(map, ROOT_CA));
    }

    private void lookAfter(HasMetadata object, String name) {
        if (object.getMetadata().getName().equals(name)) {
            queue.add("", object.getMetadata().getNamespace());
        }
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        Namespace namespace = client.namespaces().withName(key.name()).get();
        if (namespace == null || namespace.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        if (client.serviceAccounts().inNamespace(key.name()).withName(DEFAULT).get() == null) {
            client.resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withNamespace(key.name())
                            .withName(DEFAULT)
                            .endMetadata()
                            .build())
                    .create();
        }
        ConfigMap found =
                client.configMaps().inNamespace(key.name()).withName(ROOT_CA).get();
        ConfigMap wanted = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(key.name())
                .withName(ROOT_CA)
                .endMetadata()
                .withData(Map.of("ca.crt", caCertificate))
                .build();
        if (found == null) {
            client.resource(wanted).create();
        } else if (!wanted.getData().equals(found.getData())) {
            client.resource(wanted).update();
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        queue.close();
    }
}
