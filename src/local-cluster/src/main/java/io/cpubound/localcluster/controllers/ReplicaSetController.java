package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Keeps as many pods as a ReplicaSet asks for. */
final class ReplicaSetController implements AutoCloseable {

    private final KubernetesClient client;
    private final Recorder events;
    private final WorkQueue queue = new WorkQueue("replicaset-controller", this::look);

    ReplicaSetController(KubernetesClient client, Watches watches) {
        this.client = client;
        this.events = new Recorder(client, "replicaset-controller");
        watches.onChange(
                ReplicaSet.class,
                set -> queue.add(
                        set.getMetadata().getNamespace(), set.getMetadata().getName()));
        watches.onChange(Pod.class, pod -> Owners.controller(pod)
                .ifPresentOrElse(
                        owner -> {
                            if (owner.getKind().equals("ReplicaSet")) {
                                queue.add(pod.getMetadata().getNamespace(), owner.getName());
                            }
                        },
                        () -> orphan(pod)));
    }

    private void orphan(Pod pod) {
        client.apps().replicaSets().inNamespace(pod.getMetadata().getNamespace()).list().getItems().stream()
                .filter(set -> Adoption.selects(set, pod))
                .forEach(set -> queue.add(
                        set.getMetadata().getNamespace(), set.getMetadata().getName()));
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        ReplicaSet set = client.apps()
                .replicaSets()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        if (set == null) {
            return Optional.empty();
        }
        if (set.getMetadata().getDeletionTimestamp() == null) {
            Adoption.of(client, set);
        }
        List<Pod> pods = pods(set);
        int wanted = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
        if (set.getMetadata().getDeletionTimestamp() == null) {
            if (pods.size() < wanted) {
                for (int missing = wanted - pods.size(); missing > 0; missing--) {
                    create(set);
                }
            } else if (pods.size() > wanted) {
                pods.stream()
                        .sorted(DeletionRank.FIRST_TO_GO)
                        .limit(pods.size() - wanted)
                        .forEach(pod -> delete(set, pod));
            }
            pods = pods(set);
        }
        return writeStatus(set, pods);
    }

    /** The pods that count: its own, neither ended nor on their way out. */
    private List<Pod> pods(ReplicaSet set) {
        return client
                .pods()
                .inNamespace(set.getMetadata().getNamespace())
                .withLabelSelector(set.getSpec().getSelector())
                .list()
                .getItems()
                .stream()
                .filter(pod -> Owners.controls(set, pod) && !Pods.ended(pod) && !Pods.terminating(pod))
                .toList();
    }

    private void create(ReplicaSet set) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        Pod pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(set.getMetadata().getNamespace())
                        .withGenerateName(set.getMetadata().getName() + "-")
                        .withLabels(template.getMetadata().getLabels())
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .withFinalizers(template.getMetadata().getFinalizers())
                        .withOwnerReferences(Owners.controlledBy(set))
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
        events.normal(
                set, "SuccessfulCreate", "Created pod: " + pod.getMetadata().getName());
    }

    private void delete(ReplicaSet set, Pod pod) {
        client.resource(pod).delete();
        events.normal(
                set, "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
    }

    private Optional<Duration> writeStatus(ReplicaSet set, List<Pod> pods) {
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        Instant now = Instant.now();
        List<Duration> ready = pods.stream()
                .flatMap(pod -> Pods.untilAvailable(pod, minReady, now).stream())
                .toList();
        int available = (int) ready.stream().filter(Duration::isZero).count();
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        ReplicaSetStatus before = set.getStatus();
        ReplicaSetStatus status = new ReplicaSetStatusBuilder()
                .withConditions(before == null ? List.of() : before.getConditions())
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withReplicas(pods.size())
                .withFullyLabeledReplicas(orAbsent((int) pods.stream()
                        .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                        .count()))
                .withReadyReplicas(orAbsent(ready.size()))
                .withAvailableReplicas(orAbsent(available))
                .build();
        if (!status.equals(before)) {
            client.resource(new ReplicaSetBuilder(set).withStatus(status).build())
                    .updateStatus();
        }
        return ready.stream().filter(left -> !left.isZero()).min(Duration::compareTo);
    }

    /** The API leaves out zeroes here. */
    @org.jspecify.annotations.Nullable static Integer orAbsent(int number) {
        return number == 0 ? null : number;
    }

    @Override
    public void close() {
        queue.close();
    }
}
