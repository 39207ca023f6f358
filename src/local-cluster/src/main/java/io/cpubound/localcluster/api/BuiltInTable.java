package io.cpubound.localcluster.api;

import io.cpubound.localcluster.schema.ResourceSchemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The built-in kinds that are served: one row each. */
final class BuiltInTable {

    /**
     * group version Kind plural short,names categories flags subresources: n namespaced, g counts generations, q only asked;
     * a dash is nothing.
     */
    private static final String ROWS =
            """
            - v1 ConfigMap configmaps cm - n -
            - v1 Endpoints endpoints ep - n -
            - v1 Event events ev - n -
            - v1 Namespace namespaces ns - - status,finalize
            - v1 Node nodes no - - status
            - v1 Pod pods po all ng status,log,eviction,binding,exec,attach,portforward
            - v1 Secret secrets - - n -
            - v1 ServiceAccount serviceaccounts sa - n token
            - v1 Service services svc all n status
            apps v1 ControllerRevision controllerrevisions - - n -
            apps v1 Deployment deployments deploy all ng status,scale
            apps v1 ReplicaSet replicasets rs all ng status,scale
            authentication.k8s.io v1 SelfSubjectReview selfsubjectreviews - - q -
            authentication.k8s.io v1 TokenReview tokenreviews - - q -
            authorization.k8s.io v1 LocalSubjectAccessReview localsubjectaccessreviews - - nq -
            authorization.k8s.io v1 SelfSubjectAccessReview selfsubjectaccessreviews - - q -
            authorization.k8s.io v1 SelfSubjectRulesReview selfsubjectrulesreviews - - q -
            authorization.k8s.io v1 SubjectAccessReview subjectaccessreviews - - q -
            autoscaling v1 HorizontalPodAutoscaler horizontalpodautoscalers hpa all n status
            autoscaling v2 HorizontalPodAutoscaler horizontalpodautoscalers hpa all n status
            coordination.k8s.io v1 Lease leases - - n -
            discovery.k8s.io v1 EndpointSlice endpointslices - - ng -
            events.k8s.io v1 Event events ev - n -
            policy v1 PodDisruptionBudget poddisruptionbudgets pdb - ng status
            rbac.authorization.k8s.io v1 ClusterRoleBinding clusterrolebindings - - - -
            rbac.authorization.k8s.io v1 ClusterRole clusterroles - - - -
            rbac.authorization.k8s.io v1 RoleBinding rolebindings - - n -
            rbac.authorization.k8s.io v1 Role roles - - n -
            scheduling.k8s.io v1 PriorityClass priorityclasses pc - g -
            apiextensions.k8s.io v1 CustomResourceDefinition customresourcedefinitions crd,crds api-extensions g status
            """;

    private BuiltInTable() {}

    static List<Kind> kinds() {
        List<Kind> result = new ArrayList<>();
        ROWS.lines().forEach(row -> result.add(kind(Arrays.asList(row.split(" ", -1)))));
        return result;
    }

    private static Kind kind(List<String> row) {
        String group = row.get(0).equals("-") ? "" : row.get(0);
        String kind = row.get(2);
        String plural = row.get(3);
        String flags = row.get(6);
        return new Kind(
                group,
                row.get(1),
                kind,
                plural,
                kind.toLowerCase(Locale.ROOT),
                words(row.get(4)),
                words(row.get(5)),
                flags.contains("n"),
                Set.copyOf(words(row.get(7))),
                flags.contains("g"),
                !flags.contains("q"),
                ResourceSchemas.builtIn(group, row.get(1), kind),
                BuiltInColumns.of(plural),
                Optional.empty());
    }

    private static List<String> words(String text) {
        return text.equals("-") ? List.of() : List.of(text.split(",", -1));
    }
}
