package io.cpubound.localcluster.controllers;

import io.cpubound.localcluster.controllers.RollingUpdate.Size;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Rolls the pods of a Deployment from one ReplicaSet to the next. */
final class DeploymentController implements AutoCloseable {

    private final KubernetesClient client;
    private final Recorder events;
    private final WorkQueue queue = new WorkQueue("deployment-controller", this::look);

    DeploymentController(KubernetesClient client, Watches watches) {
        this.client = client;
        this.events = new Recorder(client, "deployment-controller");
        watches.onChange(
                Deployment.class,
                it -> queue.add(
                        it.getMetadata().getNamespace(), it.getMetadata().getName()));
        watches.onChange(ReplicaSet.class, set -> Owners.controller(set)
                .filter(owner -> owner.getKind().equals("Deployment"))
                .ifPresent(owner -> queue.add(set.getMetadata().getNamespace(), owner.getName())));
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        if (deployment == null || deployment.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        List<ReplicaSet> older = sets(deployment);
        Optional<ReplicaSet> newest =
                older.stream().filter(set -> Revisions.isOf(set, deployment)).findFirst();
        newest.ifPresent(older::remove);
        boolean paused = Boolean.TRUE.equals(deployment.getSpec().getPaused());
        if (paused) {
            scaleWhilePaused(deployment, newest, older);
        } else if (isRecreate(deployment)) {
            newest = recreate(deployment, newest, older);
        } else {
            newest = roll(deployment, newest, older);
        }
        return writeStatus(deployment, newest);
    }

    /** The oldest first. */
    private List<ReplicaSet> sets(Deployment deployment) {
        List<ReplicaSet> sets = new ArrayList<>(client
                .apps()
                .replicaSets()
                .inNamespace(deployment.getMetadata().getNamespace())
                .withLabelSelector(deployment.getSpec().getSelector())
                .list()
                .getItems()
                .stream()
                .filter(set -> Owners.controls(deployment, set))
                .toList());
        sets.sort(Comparator.comparingLong(Revisions::of));
        return sets;
    }

    private Optional<ReplicaSet> roll(Deployment deployment, Optional<ReplicaSet> found, List<ReplicaSet> older) {
        RollingUpdate rolling = RollingUpdate.of(deployment);
        List<Size> sizes = older.stream().map(DeploymentController::size).toList();
        int next = rolling.next(found.map(DeploymentController::size).orElse(new Size(0, 0)), sizes);
        ReplicaSet newest = found.isPresent()
                ? scale(deployment, withRevision(deployment, found.get(), older), next)
                : create(deployment, older, next);
        List<Integer> shrunk = rolling.shrink(size(newest), sizes);
        for (int i = 0; i < older.size(); i++) {
            scale(deployment, older.get(i), shrunk.get(i));
        }
        return Optional.of(newest);
    }

    private Optional<ReplicaSet> recreate(Deployment deployment, Optional<ReplicaSet> found, List<ReplicaSet> older) {
        older.forEach(set -> scale(deployment, set, 0));
        boolean oldPodsLeft = older.stream().anyMatch(this::hasPods);
        if (oldPodsLeft) {
            return found;
        }
        int replicas = RollingUpdate.replicas(deployment);
        return Optional.of(
                found.isPresent()
                        ? scale(deployment, withRevision(deployment, found.get(), older), replicas)
                        : create(deployment, older, replicas));
    }

    /** Terminating ones too: two versions at once is what Recreate is against. */
    private boolean hasPods(ReplicaSet set) {
        return client
                .pods()
                .inNamespace(set.getMetadata().getNamespace())
                .withLabelSelector(set.getSpec().getSelector())
                .list()
                .getItems()
                .stream()
                .anyMatch(pod -> Owners.controls(set, pod) && !Pods.ended(pod));
    }

    private void scaleWhilePaused(Deployment deployment, Optional<ReplicaSet> newest, List<ReplicaSet> older) {
        List<ReplicaSet> active = new ArrayList<>(older);
        newest.ifPresent(active::add);
        active.removeIf(set -> asked(set) == 0);
        if (active.size() == 1) {
            scale(deployment, active.get(0), RollingUpdate.replicas(deployment));
        }
    }

    private ReplicaSet create(Deployment deployment, List<ReplicaSet> older, int replicas) {
        ReplicaSet made = client.resource(Revisions.make(deployment, nextRevision(older), replicas))
                .create();
        if (replicas > 0) {
            events.normal(
                    deployment,
                    "ScalingReplicaSet",
                    "Scaled up replica set " + made.getMetadata().getName() + " from 0 to " + replicas);
        }
        return made;
    }

    private static long nextRevision(List<ReplicaSet> older) {
        return older.stream().mapToLong(Revisions::of).max().orElse(0) + 1;
    }

    /** A template that comes back is the newest revision again; the newest has what the Deployment is annotated with. */
    private ReplicaSet withRevision(Deployment deployment, ReplicaSet set, List<ReplicaSet> older) {
        Map<String, String> wanted =
                Revisions.annotations(deployment, Math.max(Revisions.of(set), nextRevision(older)));
        Map<String, String> found = Objects.requireNonNullElse(set.getMetadata().getAnnotations(), Map.of());
        if (found.entrySet().containsAll(wanted.entrySet())) {
            return set;
        }
        return client.resource(set).edit(it -> new ReplicaSetBuilder(it)
                .editMetadata()
                .addToAnnotations(wanted)
                .endMetadata()
                .build());
    }

    private ReplicaSet scale(Deployment deployment, ReplicaSet set, int replicas) {
        int before = asked(set);
        if (before == replicas) {
            return set;
        }
        ReplicaSet scaled = client.resource(set).edit(it -> new ReplicaSetBuilder(it)
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build());
        events.normal(
                deployment,
                "ScalingReplicaSet",
                "Scaled " + (replicas > before ? "up" : "down") + " replica set "
                        + set.getMetadata().getName() + " from " + before + " to " + replicas);
        return scaled;
    }

    private Optional<Duration> writeStatus(Deployment deployment, Optional<ReplicaSet> newest) {
        Deployment annotated = newest.map(set -> withRevision(deployment, set)).orElse(deployment);
        List<ReplicaSet> all = sets(deployment);
        Optional<ReplicaSet> current = newest.flatMap(set -> all.stream()
                .filter(it -> it.getMetadata().getUid().equals(set.getMetadata().getUid()))
                .findFirst());
        DeploymentStatuses statuses = new DeploymentStatuses(annotated, current, all, Instant.now());
        DeploymentStatus status = statuses.next();
        if (!status.equals(annotated.getStatus())) {
            client.resource(new DeploymentBuilder(annotated).withStatus(status).build())
                    .updateStatus();
        }
        if (statuses.complete(status)) {
            forgetOldest(deployment, all, current);
        }
        return statuses.untilDeadline(status);
    }

    private Deployment withRevision(Deployment deployment, ReplicaSet newest) {
        String revision = Long.toString(Revisions.of(newest));
        if (deployment.getMetadata().getAnnotations() != null
                && revision.equals(deployment.getMetadata().getAnnotations().get(Revisions.REVISION))) {
            return deployment;
        }
        return client.resource(deployment).edit(it -> new DeploymentBuilder(it)
                .editMetadata()
                .addToAnnotations(Revisions.REVISION, revision)
                .endMetadata()
                .build());
    }

    private void forgetOldest(Deployment deployment, List<ReplicaSet> all, Optional<ReplicaSet> current) {
        List<ReplicaSet> empty = all.stream()
                .filter(set -> asked(set) == 0
                        && !current.equals(Optional.of(set))
                        && Objects.requireNonNullElse(set.getStatus().getReplicas(), 0) == 0)
                .toList();
        int limit = Objects.requireNonNullElse(deployment.getSpec().getRevisionHistoryLimit(), 10);
        empty.stream().limit(Math.max(0, empty.size() - limit)).forEach(set -> client.resource(set)
                .delete());
    }

    private static boolean isRecreate(Deployment deployment) {
        return deployment.getSpec().getStrategy() != null
                && "Recreate".equals(deployment.getSpec().getStrategy().getType());
    }

    private static Size size(ReplicaSet set) {
        return new Size(
                asked(set),
                set.getStatus() == null
                        ? 0
                        : Objects.requireNonNullElse(set.getStatus().getAvailableReplicas(), 0));
    }

    private static int asked(ReplicaSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    @Override
    public void close() {
        queue.close();
    }
}
