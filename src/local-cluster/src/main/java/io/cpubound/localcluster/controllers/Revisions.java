package io.cpubound.localcluster.controllers;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ReplicaSets of a Deployment as its revisions. */
final class Revisions {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HASH = "pod-template-hash";

    /** No vowels and no digits that look like letters, as in the real one: a name shall not spell a word. */
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Revisions() {}

    static long of(ReplicaSet set) {
        return number(set.getMetadata().getAnnotations());
    }

    private static long number(@Nullable Map<String, String> annotations) {
        String text = annotations == null ? null : annotations.get(REVISION);
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0; // edited by hand: it is put right with the next revision
        }
    }

    static boolean isOf(ReplicaSet set, Deployment deployment) {
        return JSON.valueToTree(bare(set.getSpec().getTemplate()))
                .equals(JSON.valueToTree(bare(deployment.getSpec().getTemplate())));
    }

    private static PodTemplateSpec bare(PodTemplateSpec template) {
        return new PodTemplateSpecBuilder(template)
                .editOrNewMetadata()
                .removeFromLabels(HASH)
                .endMetadata()
                .build();
    }

    /** A ReplicaSet for what the Deployment asks for now. */
    static ReplicaSet make(Deployment deployment, long revision, int replicas) {
        String hash = hash(deployment.getSpec().getTemplate());
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace(deployment.getMetadata().getNamespace())
                .withName(deployment.getMetadata().getName() + "-" + hash)
                .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .addToLabels(HASH, hash)
                .withAnnotations(annotations(deployment, revision))
                .withOwnerReferences(Owners.controlledBy(deployment))
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                .withNewSelectorLike(deployment.getSpec().getSelector())
                .addToMatchLabels(HASH, hash)
                .endSelector()
                .withNewTemplateLike(deployment.getSpec().getTemplate())
                .editOrNewMetadata()
                .addToLabels(HASH, hash)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    static Map<String, String> annotations(Deployment deployment, long revision) {
        Map<String, String> annotations = new LinkedHashMap<>(
                Optional.ofNullable(deployment.getMetadata().getAnnotations()).orElse(Map.of()));
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        RollingUpdate rolling = RollingUpdate.of(deployment);
        annotations.put(REVISION, Long.toString(revision));
        annotations.put("deployment.kubernetes.io/desired-replicas", Integer.toString(rolling.replicas()));
        annotations.put(
                "deployment.kubernetes.io/max-replicas", Integer.toString(rolling.replicas() + rolling.maxSurge()));
        return annotations;
    }

    private static String hash(PodTemplateSpec template) {
        int hash = 0x811c9dc5; // FNV-1a
        for (byte b : JSON.valueToTree(template).toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        StringBuilder text = new StringBuilder();
        for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
            text.append(LETTERS.charAt(digit % LETTERS.length()));
        }
        return text.toString();
    }
}
