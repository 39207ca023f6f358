package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What is there before the first request. */
final class Bootstrap {

    private Bootstrap() {}

    static void fill(Store store, KindRegistry kinds, Admission admission) {
        Kind namespaces = kinds.builtIn("", "v1", "namespaces");
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ObjectNode namespace = object(namespaces, name);
            admission.firstStatus(namespaces, namespace);
            admission.complete(namespaces, namespace, null);
            store.put("namespaces", namespace);
        }
        ObjectNode admin = object(kinds.builtIn("rbac.authorization.k8s.io", "v1", "clusterroles"), "cluster-admin");
        ObjectNode rule = admin.putArray("rules").addObject();
        List.of("apiGroups", "resources", "verbs")
                .forEach(field -> rule.putArray(field).add("*"));
        store.put("clusterroles.rbac.authorization.k8s.io", admin);
    }

    private static ObjectNode object(Kind kind, String name) {
        ObjectNode object = Json.object().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        object.putObject("metadata").put("name", name);
        NewObjects.stamp(kind, "", object);
        return object;
    }
}
