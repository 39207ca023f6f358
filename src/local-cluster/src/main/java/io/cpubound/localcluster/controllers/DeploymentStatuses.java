package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The status of a Deployment, in the words of the real controller. */
final class DeploymentStatuses {

    private static final int NO_DEADLINE = Integer.MAX_VALUE;

    private final Deployment deployment;
    private final Optional<ReplicaSet> newest;
    private final List<ReplicaSet> all;
    private final Instant now;

    DeploymentStatuses(Deployment deployment, Optional<ReplicaSet> newest, List<ReplicaSet> all, Instant now) {
        this.deployment = deployment;
        this.newest = newest;
        this.all = all;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    DeploymentStatus next() {
        DeploymentStatus before = before();
        int available = sum(ReplicaSetStatus::getAvailableReplicas);
        int asked = all.stream()
                .mapToInt(set -> number(set.getSpec().getReplicas()))
                .sum();
        DeploymentStatus status = new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withCollisionCount(before.getCollisionCount())
                .withReplicas(ReplicaSetController.orAbsent(sum(ReplicaSetStatus::getReplicas)))
                .withUpdatedReplicas(ReplicaSetController.orAbsent(
                        newest.map(set -> number(set.getStatus().getReplicas())).orElse(0)))
                .withReadyReplicas(ReplicaSetController.orAbsent(sum(ReplicaSetStatus::getReadyReplicas)))
                .withAvailableReplicas(ReplicaSetController.orAbsent(available))
                .withUnavailableReplicas(ReplicaSetController.orAbsent(Math.max(0, asked - available)))
                .build();
        List<DeploymentCondition> conditions = new ArrayList<>();
        conditions.add(available(available));
        progressing(status).ifPresent(conditions::add);
        before.getConditions().stream()
                .filter(condition ->
                        conditions.stream().noneMatch(made -> made.getType().equals(condition.getType())))
                .forEach(conditions::add);
        status.setConditions(conditions);
        return status;
    }

    /** When the progress deadline passes, if it still can. */
    Optional<Duration> untilDeadline(DeploymentStatus status) {
        int seconds = deadlineSeconds();
        if (seconds == NO_DEADLINE || complete(status)) {
            return Optional.empty();
        }
        return status.getConditions().stream()
                .filter(condition -> condition.getType().equals("Progressing") && "True".equals(condition.getStatus()))
                .findFirst()
                .map(condition -> Duration.between(
                        now, Instant.parse(condition.getLastUpdateTime()).plusSeconds(seconds + 1L)))
                .filter(left -> !left.isNegative());
    }

    boolean complete(DeploymentStatus status) {
        int replicas = RollingUpdate.replicas(deployment);
        return number(status.getUpdatedReplicas()) == replicas
                && number(status.getReplicas()) == replicas
                && number(status.getAvailableReplicas()) == replicas;
    }

    private DeploymentCondition available(int available) {
        RollingUpdate rolling = RollingUpdate.of(deployment);
        return available >= rolling.replicas() - rolling.maxUnavailable()
                ? condition(
                        "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", false)
                : condition(
                        "Available",
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.",
                        false);
    }

    private Optional<DeploymentCondition> progressing(DeploymentStatus status) {
        if (deadlineSeconds() == NO_DEADLINE) {
            return Optional.empty();
        }
        Optional<DeploymentCondition> before = before("Progressing");
        String named = newest.map(set -> "ReplicaSet \"" + set.getMetadata().getName() + "\"")
                .orElse("Deployment \"" + deployment.getMetadata().getName() + "\"");
        if (complete(status)) {
            return Optional.of(condition(
                    "Progressing", "True", "NewReplicaSetAvailable", named + " has successfully progressed.", false));
        }
        if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
            return Optional.of(condition("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", false));
        }
        boolean settledBefore = before.map(it -> "NewReplicaSetAvailable".equals(it.getReason()))
                .orElse(false);
        // The next rollout begins, and its deadline with it.
        boolean begins =
                settledBefore && !String.valueOf(before.get().getMessage()).startsWith(named + " ");
        if (progressed(status)
                || begins
                || before.isEmpty()
                || "DeploymentPaused".equals(before.get().getReason())) {
            return Optional.of(condition("Progressing", "True", "ReplicaSetUpdated", named + " is progressing.", true));
        }
        boolean overdue = Instant.parse(before.get().getLastUpdateTime())
                .plusSeconds(deadlineSeconds())
                .isBefore(now);
        return overdue && !settledBefore
                ? Optional.of(condition(
                        "Progressing",
                        "False",
                        "ProgressDeadlineExceeded",
                        named + " has timed out progressing.",
                        false))
                : before;
    }

    private boolean progressed(DeploymentStatus status) {
        DeploymentStatus before = before();
        int old = number(status.getReplicas()) - number(status.getUpdatedReplicas());
        int oldBefore = number(before.getReplicas()) - number(before.getUpdatedReplicas());
        return number(status.getUpdatedReplicas()) > number(before.getUpdatedReplicas())
                || old < oldBefore
                || number(status.getReadyReplicas()) > number(before.getReadyReplicas())
                || number(status.getAvailableReplicas()) > number(before.getAvailableReplicas());
    }

    private DeploymentCondition condition(String type, String value, String reason, String message, boolean updated) {
        Optional<DeploymentCondition> before = before(type);
        boolean same = before.map(it -> value.equals(it.getStatus())).orElse(false);
        boolean unchanged =
                same && before.map(it -> reason.equals(it.getReason())).orElse(false) && !updated;
        return new DeploymentConditionBuilder()
                .withType(type)
                .withStatus(value)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(same ? before.get().getLastTransitionTime() : now.toString())
                .withLastUpdateTime(unchanged ? before.get().getLastUpdateTime() : now.toString())
                .build();
    }

    private Optional<DeploymentCondition> before(String type) {
        return before().getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    private DeploymentStatus before() {
        return Objects.requireNonNullElseGet(deployment.getStatus(), DeploymentStatus::new);
    }

    private int deadlineSeconds() {
        return Objects.requireNonNullElse(deployment.getSpec().getProgressDeadlineSeconds(), 600);
    }

    private int sum(Function<ReplicaSetStatus, @Nullable Integer> count) {
        return all.stream()
                .map(ReplicaSet::getStatus)
                .filter(Objects::nonNull)
                .mapToInt(status -> number(count.apply(status)))
                .sum();
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }
}
