package io.cpubound.operator.act;

import io.cpubound.operator.observe.OwnWrites;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.resources.ProxyConfigMap;
import io.cpubound.operator.resources.ProxyDeployment;
import io.cpubound.operator.resources.Revision;
import io.cpubound.operator.verify.VerificationResult;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The writes to single pods. */
@ApplicationScoped
public class PodWriter {

    /** Unlike the client's other patches this one is a single request. */
    private static final PatchContext SERVER_SIDE_APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(AppIdentity.MANAGER)
            .withForce(true)
            .build();

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(AppIdentity.MANAGER)
            .build();

    private final KubernetesClient client;
    private final OwnWrites ownWrites;

    /** One that writes with this client. */
    public PodWriter(KubernetesClient client, OwnWrites ownWrites) {
        this.client = client;
        this.ownWrites = ownWrites;
    }

    /**
     * Creates, and does not apply: to apply would change a pod that is there already, a foreign one too. The name follows
     * from slot and revision, so a second creation is a conflict.
     */
    Creation create(AppIdentity app, Revision revision, int slot, boolean gated) throws NameTakenException {
        Pod pod = AppPod.of(app, revision, slot, gated);
        Optional<String> answer = post(app, pod, "");
        if (answer.isPresent()) {
            if (client.getKubernetesSerialization().<KubernetesResource>unmarshal(answer.get()) instanceof Pod made) {
                ownWrites.created(app, made);
            }
            return Creation.MADE;
        }
        Optional<Pod> existing = ofThatName(app, pod);
        // Ours, and perhaps not in the cache yet: made in the last look, or just now by a request whose answer was
        // lost. Or no cache has it, since somebody has taken the label away that they go by.
        boolean putBack = existing.isPresent() && putBackLabels(app, existing.get());
        existing.filter(there -> !putBack).ifPresent(there -> ownWrites.created(app, there));
        return putBack ? Creation.LABELS_PUT_BACK : Creation.THERE_ALREADY;
    }

    /** What came of a creation. */
    enum Creation {
        MADE,
        THERE_ALREADY,
        /** It was there already, and hidden by the labels that somebody had given it. */
        LABELS_PUT_BACK
    }

    /**
     * Asks whether such a pod would be let in, and makes none. A quota that is full is no hindrance: what leaves before makes the room.
     * The API server asks it last, so all others have agreed then.
     */
    void askToCreate(AppIdentity app, Revision revision, int slot, boolean gated) throws NameTakenException {
        Pod pod = AppPod.of(app, revision, slot, gated);
        try {
            if (post(app, pod, "&dryRun=All").isEmpty()) {
                var unused = ofThatName(app, pod);
            }
        } catch (KubernetesClientException problem) {
            if (problem.getCode() != HttpURLConnection.HTTP_FORBIDDEN
                    || !String.valueOf(problem.getMessage()).contains("exceeded quota")) {
                throw problem;
            }
        }
    }

    /** Empty when there is one of that name. */
    private Optional<String> post(AppIdentity app, Pod pod, String options) {
        try {
            return Optional.of(client.raw(uri(app) + "?fieldManager=" + AppIdentity.MANAGER + options, "POST", pod));
        } catch (KubernetesClientException problem) {
            if (problem.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw problem;
            }
            return Optional.empty();
        }
    }

    private Optional<Pod> ofThatName(AppIdentity app, Pod pod) throws NameTakenException {
        Pod existing = client.resource(pod).get();
        if (existing != null && !app.controls(existing)) {
            throw new NameTakenException(existing);
        }
        return Optional.ofNullable(existing);
    }

    /**
     * Puts the labels back by which this pod is found and counted, if somebody has changed them. By a merge patch: to apply would take
     * away whatever else was applied, such as the mark of a pod that leaves.
     *
     * @return whether there was something to put back
     */
    boolean putBackLabels(AppIdentity app, Pod pod) {
        ObjectMeta seen = pod.getMetadata();
        Map<String, String> lost = AppPod.lostLabels(app, pod);
        if (lost.isEmpty() || seen.getDeletionTimestamp() != null) {
            return false;
        }
        // With the version, so that the API server refuses the write when this incarnation is gone, or looks different
        // now.
        Map<String, Object> metadata =
                Map.of("uid", seen.getUid(), "resourceVersion", seen.getResourceVersion(), "labels", lost);
        String patch = client.getKubernetesSerialization().asJson(Map.of("metadata", metadata));
        Pod answer = client.resource(pod).patch(MERGE, patch);
        // In the place of what a cache has of it, or where none has it.
        ownWrites.written(app, answer);
        ownWrites.created(app, answer);
        return true;
    }

    /** Marks the pod that was looked at; a pod that came after it under the same name is not touched. */
    void markLeaving(AppIdentity app, PodId pod, Instant now) {
        apply(app, annotated(app, pod.name(), pod.uid(), AppPod.LEAVING, seconds(now)));
    }

    /** Takes the mark back: the pod stays and serves again. */
    void stay(AppIdentity app, PodId pod) {
        apply(
                app,
                new PodBuilder()
                        .withMetadata(metadata(app, pod.name(), pod.uid()))
                        .build());
    }

    /**
     * Asks whether a disruption budget would let this healthy pod go, and changes nothing.
     *
     * @throws KubernetesClientException 429 when it would not
     */
    void askToEvict(AppIdentity app, PodId pod) {
        evict(app, pod, true);
    }

    /**
     * Takes a healthy pod away, this incarnation of it, as far as its disruption budget allows; where there is none, it is a deletion.
     *
     * @throws KubernetesClientException 429 when the budget does not allow it now
     */
    void evict(AppIdentity app, PodId pod) {
        evict(app, pod, false);
        Pod ending =
                client.pods().inNamespace(app.namespace()).withName(pod.name()).get();
        if (ending != null && ending.getMetadata().getUid().equals(pod.uid())) {
            ownWrites.written(app, ending);
        }
    }

    private void evict(AppIdentity app, PodId pod, boolean dryRun) {
        DeleteOptions options = thisIncarnation(pod);
        options.setDryRun(dryRun ? List.of("All") : List.of());
        Eviction eviction = new EvictionBuilder()
                .withNewMetadata()
                .withName(pod.name())
                .withNamespace(app.namespace())
                .endMetadata()
                .withDeleteOptions(options)
                .build();
        unlessGone(() -> client.raw(uri(app) + "/" + pod.name() + "/eviction", "POST", eviction));
    }

    /** Deletes this incarnation of a pod that serves nobody: the API server compares the UID. */
    void delete(AppIdentity app, PodId pod) {
        unlessGone(() -> {
            String answer = client.raw(uri(app) + "/" + pod.name(), "DELETE", thisIncarnation(pod));
            if (client.getKubernetesSerialization().<KubernetesResource>unmarshal(answer) instanceof Pod ending) {
                ownWrites.written(app, ending);
            }
        });
    }

    private static DeleteOptions thisIncarnation(PodId pod) {
        return new DeleteOptionsBuilder()
                .withNewPreconditions()
                .withUid(pod.uid())
                .endPreconditions()
                .build();
    }

    private static void unlessGone(Runnable deletion) {
        try {
            deletion.run();
        } catch (KubernetesClientException problem) {
            if (problem.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw problem;
            }
        }
    }

    /** Changes an annotation of an nginx pod, which makes the kubelet look at its volumes at once. */
    void poke(AppIdentity app, Pod proxy, String hash) {
        apply(
                app,
                annotated(
                        app,
                        proxy.getMetadata().getName(),
                        proxy.getMetadata().getUid(),
                        ProxyConfigMap.CONFIG_HASH,
                        hash));
    }

    /** Opens the readiness gate of an nginx pod: from now on it counts. */
    void openGate(AppIdentity app, Pod proxy, Instant now) {
        PodId pod = new PodId(proxy.getMetadata().getName(), proxy.getMetadata().getUid());
        gate(app, pod, ProxyDeployment.GATE, new VerificationResult(true, "RunsCurrentConfiguration", ""), now);
    }

    /** Opens the readiness gate of an app's pod, or says why it stays shut. */
    void verified(AppIdentity app, PodId pod, VerificationResult result, Instant now) {
        gate(app, pod, AppPod.VERIFIED, result, now);
    }

    private void gate(AppIdentity app, PodId pod, String gate, VerificationResult result, Instant now) {
        Pod judged = new PodBuilder()
                .withMetadata(metadata(app, pod.name(), pod.uid()))
                .withNewStatus()
                .addNewCondition()
                .withType(gate)
                .withStatus(result.passed() ? "True" : "False")
                .withReason(result.reason())
                .withMessage(result.message())
                .withLastTransitionTime(seconds(now))
                .endCondition()
                .endStatus()
                .build();
        ownWrites.written(app, client.resource(judged).subresource("status").patch(SERVER_SIDE_APPLY, judged));
    }

    private void apply(AppIdentity app, Pod pod) {
        ownWrites.written(app, client.resource(pod).patch(SERVER_SIDE_APPLY, pod));
    }

    private static Pod annotated(AppIdentity app, String name, String uid, String annotation, String value) {
        return new PodBuilder()
                .withMetadata(metadata(app, name, uid))
                .editMetadata()
                .addToAnnotations(annotation, value)
                .endMetadata()
                .build();
    }

    /** With the UID, so that the API server refuses the write when this incarnation is gone. */
    private static ObjectMeta metadata(AppIdentity app, String name, String uid) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(app.namespace())
                .withUid(uid)
                .build();
    }

    private static String uri(AppIdentity app) {
        return "/api/v1/namespaces/" + app.namespace() + "/pods";
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
