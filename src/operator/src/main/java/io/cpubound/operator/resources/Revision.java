package io.cpubound.operator.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.operator.api.CpuBoundAppSpec;
import io.cpubound.operator.api.VerificationSpec;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A pod template with a name: the hash of what was asked for. It is kept as a ControllerRevision, so that a pod of an
 * older revision that is lost in mid-rollout can be made again, and as history.
 *
 * @param hash ten characters, safe in names and labels
 */
public record Revision(String hash, PodTemplate template) {

    /** The label of a pod and of a ControllerRevision that names the revision. */
    public static final String LABEL = "cpubound.io/revision";

    /** Why there is a revision, as its user put it on the CpuBoundApp when it was made. */
    public static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

    private static final String TEMPLATE = "template";

    public static Revision of(CpuBoundAppSpec spec) {
        PodTemplate template = PodTemplate.of(spec);
        return new Revision(CanonicalJson.hash(template), template);
    }

    /** Reads one back; empty when somebody has broken it: it is then as good as lost. */
    public static Optional<Revision> read(ControllerRevision stored) {
        JsonNode template = CanonicalJson.tree(stored.getData()).path(TEMPLATE);
        String hash = stored.getMetadata().getLabels().get(LABEL);
        if (hash == null || !template.isObject()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Revision(hash, CanonicalJson.read(template, PodTemplate.class)));
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /**
     * As it is stored.
     *
     * @param number orders the history
     * @param verification what its pods must answer, as the spec says while it asks for this revision
     */
    public ControllerRevision stored(
            AppIdentity app, long number, Optional<String> changeCause, Optional<VerificationSpec> verification) {
        return new ControllerRevisionBuilder()
                .withMetadata(app.metadata(app.revisionName(hash), Component.APP)
                        .addToLabels(LABEL, hash)
                        .addToAnnotations(changeCause
                                .map(cause -> Map.of(CHANGE_CAUSE, cause))
                                .orElse(Map.of()))
                        .addToAnnotations(KeptVerification.annotation(verification))
                        .build())
                .withData(Map.of(TEMPLATE, CanonicalJson.tree(template)))
                .withRevision(number)
                .build();
    }

    /** Those to forget: the oldest beyond {@code limit} that no pod and no status needs. */
    public static List<ControllerRevision> tooMany(List<ControllerRevision> stored, Set<String> inUse, int limit) {
        List<ControllerRevision> unused = stored.stream()
                .filter(revision ->
                        !inUse.contains(revision.getMetadata().getLabels().get(LABEL)))
                .sorted(Comparator.comparing(ControllerRevision::getRevision))
                .toList();
        return unused.subList(0, Math.max(0, unused.size() - limit));
    }
}
