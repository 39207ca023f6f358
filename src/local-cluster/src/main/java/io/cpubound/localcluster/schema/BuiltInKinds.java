package io.cpubound.localcluster.schema;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The built-in kinds whose types are known: one row each. */
final class BuiltInKinds {

    private static final List<Class<?>> MODELS = List.of(
            ConfigMap.class,
            Endpoints.class,
            Event.class,
            LimitRange.class,
            Namespace.class,
            Node.class,
            PersistentVolume.class,
            PersistentVolumeClaim.class,
            Pod.class,
            PodTemplate.class,
            ReplicationController.class,
            ResourceQuota.class,
            Secret.class,
            Service.class,
            ServiceAccount.class,
            ControllerRevision.class,
            DaemonSet.class,
            Deployment.class,
            ReplicaSet.class,
            StatefulSet.class,
            TokenRequest.class,
            SelfSubjectReview.class,
            TokenReview.class,
            LocalSubjectAccessReview.class,
            SelfSubjectAccessReview.class,
            SelfSubjectRulesReview.class,
            SubjectAccessReview.class,
            Scale.class,
            io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler.class,
            HorizontalPodAutoscaler.class,
            CronJob.class,
            Job.class,
            Lease.class,
            EndpointSlice.class,
            io.fabric8.kubernetes.api.model.events.v1.Event.class,
            Ingress.class,
            NetworkPolicy.class,
            Eviction.class,
            PodDisruptionBudget.class,
            ClusterRole.class,
            ClusterRoleBinding.class,
            Role.class,
            RoleBinding.class,
            PriorityClass.class,
            CustomResourceDefinition.class);

    private static final Map<String, Class<?>> BY_KIND = byKind();

    private BuiltInKinds() {}

    static Optional<ModelType.Struct> find(String group, String version, String kind) {
        return Optional.ofNullable(BY_KIND.get(key(group, version, kind))).map(ModelType.Struct::new);
    }

    static boolean isKind(ModelType.Struct struct) {
        return MODELS.contains(struct.model());
    }

    private static Map<String, Class<?>> byKind() {
        Map<String, Class<?>> result = new HashMap<>();
        for (Class<?> model : MODELS) {
            Group group = model.getAnnotation(Group.class);
            Version version = model.getAnnotation(Version.class);
            result.put(key(group == null ? "" : group.value(), version.value(), model.getSimpleName()), model);
        }
        return Map.copyOf(result);
    }

    private static String key(String group, String version, String kind) {
        return group + "/" + version + "/" + kind;
    }
}
