package io.cpubound.localcluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentStatusesTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final ReplicaSet OLD = set("d-old", 3, 3);
    private static final ReplicaSet NEW = set("d-new", 1, 0);

    @Test
    void aRolloutHasItsDeadlineAlsoWhenItsFirstPodIsThereAtTheFirstLook() {
        DeploymentStatuses begun = statuses(settled(), NOW);
        DeploymentStatus status = begun.next();

        assertThat(progressing(status).getReason()).isEqualTo("ReplicaSetUpdated");
        assertThat(progressing(status).getLastUpdateTime()).isEqualTo("2026-11-25T12:00:00Z");
        assertThat(begun.untilDeadline(status)).isPresent();

        DeploymentStatus later =
                statuses(deployment(status), NOW.plusSeconds(12)).next();
        assertThat(progressing(later).getReason()).isEqualTo("ProgressDeadlineExceeded");
        assertThat(progressing(later).getStatus()).isEqualTo("False");
    }

    private static DeploymentStatuses statuses(Deployment deployment, Instant now) {
        return new DeploymentStatuses(deployment, Optional.of(NEW), List.of(OLD, NEW), now);
    }

    private static DeploymentCondition progressing(DeploymentStatus status) {
        return status.getConditions().stream()
                .filter(condition -> condition.getType().equals("Progressing"))
                .findFirst()
                .orElseThrow();
    }

    /** What was there before the template changed: the three pods were those of the newest set. */
    private static Deployment settled() {
        return deployment(YAML.unmarshal(
                """
                {"replicas": 3, "updatedReplicas": 3, "readyReplicas": 3, "availableReplicas": 3, "conditions": [
                  {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable",
                   "message": "ReplicaSet \\"d-old\\" has successfully progressed.",
                   "lastUpdateTime": "2026-11-25T11:00:00Z", "lastTransitionTime": "2026-11-25T11:00:00Z"}]}
                """,
                DeploymentStatus.class));
    }

    private static Deployment deployment(DeploymentStatus status) {
        Deployment deployment = YAML.unmarshal(
                "{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"d\"},"
                        + " \"spec\": {\"replicas\": 3, \"progressDeadlineSeconds\": 10}}",
                Deployment.class);
        deployment.setStatus(status);
        return deployment;
    }

    private static ReplicaSet set(String name, int replicas, int ready) {
        return YAML.unmarshal(
                """
                {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "%s"}, "spec": {"replicas": %d},
                 "status": {"replicas": %d, "readyReplicas": %d, "availableReplicas": %d}}
                """
                        .formatted(name, replicas, replicas, ready, ready),
                ReplicaSet.class);
    }
}
