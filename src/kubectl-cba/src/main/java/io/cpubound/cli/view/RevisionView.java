package io.cpubound.cli.view;

import io.cpubound.cli.api.Fields;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A ControllerRevision: a pod template that was asked for once.
 *
 * @param number orders the history; the newest is the greatest
 * @param template the fields of the spec that make a pod, under their names there
 */
public record RevisionView(
        long number,
        String hash,
        String image,
        String changeCause,
        Optional<Instant> created,
        Set<Role> roles,
        Fields template) {

    /** What a revision is for the app now. */
    public enum Role {
        /** The last one that was rolled out completely. */
        CURRENT,
        /** Where the pods go. */
        TARGET,
        /** What the spec asks for, where the pods go elsewhere. */
        WANTED,
        FAILED
    }

    public RevisionView {
        roles = Set.copyOf(roles);
    }

    /** The history, the newest first. */
    static List<RevisionView> of(List<GenericKubernetesResource> stored, Fields status) {
        return stored.stream()
                .map(revision -> of(revision, status))
                .sorted(java.util.Comparator.comparingLong(RevisionView::number).reversed())
                .toList();
    }

    /** For people, such as "target, failed". */
    String rolesText() {
        return EnumSet.allOf(Role.class).stream()
                .filter(roles::contains)
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static RevisionView of(GenericKubernetesResource stored, Fields status) {
        ObjectMeta metadata = stored.getMetadata();
        Fields fields = Fields.of(stored);
        Fields template = fields.at("data", "template");
        String hash = metadata.getLabels().getOrDefault("cpubound.io/revision", "");
        String cause = metadata.getAnnotations() == null
                ? ""
                : metadata.getAnnotations().getOrDefault("kubernetes.io/change-cause", "");
        return new RevisionView(
                fields.number("revision"),
                hash,
                template.textOr("", "image"),
                cause,
                new Fields(metadata.getCreationTimestamp()).time(),
                roles(hash, status),
                template);
    }

    private static Set<Role> roles(String hash, Fields status) {
        String wanted = status.textOr("", "updateRevision");
        String target = status.textOr(wanted, "targetRevision");
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (hash.equals(status.textOr("", "currentRevision"))) {
            roles.add(Role.CURRENT);
        }
        if (hash.equals(target)) {
            roles.add(Role.TARGET);
        } else if (hash.equals(wanted)) {
            roles.add(Role.WANTED);
        }
        if (hash.equals(status.textOr("", "failed", "revision"))) {
            roles.add(Role.FAILED);
        }
        return roles;
    }
}
