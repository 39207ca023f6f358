package io.cpubound.cli.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;

/** An app and what belongs to it, at one moment. */
public record AppObjects(
        GenericKubernetesResource app,
        List<GenericKubernetesResource> pods,
        List<GenericKubernetesResource> revisions) {

    /** Leaves out what only looks as if it belonged to the app, such as pods of a deleted one of the same name. */
    public AppObjects {
        String uid = app.getMetadata().getUid();
        pods = pods.stream().filter(pod -> isOwned(pod, uid)).toList();
        revisions =
                revisions.stream().filter(revision -> isOwned(revision, uid)).toList();
    }

    private static boolean isOwned(GenericKubernetesResource object, String uid) {
        return object.getMetadata().getOwnerReferences().stream().anyMatch(owner -> uid.equals(owner.getUid()));
    }
}
