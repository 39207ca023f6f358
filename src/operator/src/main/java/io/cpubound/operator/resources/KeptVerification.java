package io.cpubound.operator.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.operator.api.VerificationSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What the pods of a revision must answer, kept beside its template. The question belongs to the version: the pods of the one
 * before need not know the answer of the next. It can be corrected without another revision, so it is in an annotation: the
 * data of a ControllerRevision never changes.
 */
public final class KeptVerification {

    /** The verification as JSON, or {@value #NONE}: its pods are not verified. */
    public static final String ANNOTATION = "cpubound.io/verification";

    private static final String NONE = "none";

    /** All annotations of an object together may have 256 KiB, and one that is refused would stop the rollout. */
    private static final int LONGEST = 128 * 1024;

    private KeptVerification() {}

    /** The annotation; none for a verification that is too long for one. */
    static Map<String, String> annotation(Optional<VerificationSpec> verification) {
        String text =
                verification.map(spec -> CanonicalJson.tree(spec).toString()).orElse(NONE);
        return text.getBytes(StandardCharsets.UTF_8).length > LONGEST ? Map.of() : Map.of(ANNOTATION, text);
    }

    /**
     * Reads it back.
     *
     * @param unknown what holds where nothing is kept (an operator of before stored it) or somebody has broken it
     */
    public static Optional<VerificationSpec> read(ControllerRevision stored, Optional<VerificationSpec> unknown) {
        String text = stored.getMetadata().getAnnotations().get(ANNOTATION);
        if (text == null) {
            return unknown;
        }
        if (text.equals(NONE)) {
            return Optional.empty();
        }
        try {
            JsonNode tree = CanonicalJson.parse(text);
            return tree.path("httpGet").path("path").isTextual()
                    ? Optional.of(CanonicalJson.read(tree, VerificationSpec.class))
                    : unknown;
        } catch (KubernetesClientException broken) {
            return unknown;
        }
    }
}
