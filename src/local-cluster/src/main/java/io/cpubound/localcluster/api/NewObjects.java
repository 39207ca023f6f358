package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What makes a body an object: a name, a uid, a time. */
final class NewObjects {

    private static final String SUFFIX = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    private static final int LONGEST_PREFIX = 63 - SUFFIX_LENGTH;

    private NewObjects() {}

    static void name(Call call, ObjectNode sent) {
        ObjectNode metadata = Json.under(sent, "metadata");
        if (metadata.hasNonNull("resourceVersion")
                && !metadata.path("resourceVersion").asText().isEmpty()) {
            throw ApiException.of(500, "", "resourceVersion should not be set on objects to be created");
        }
        if (!Json.name(sent).isEmpty()) {
            return;
        }
        String prefix = metadata.path("generateName").asText();
        if (prefix.isEmpty()) {
            throw ApiException.invalid(
                    call.kind(),
                    "",
                    List.of(new FieldError(
                            "FieldValueRequired",
                            "metadata.name",
                            "Required value: name or generateName is required")));
        }
        StringBuilder name = new StringBuilder(prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX)));
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            name.append(SUFFIX.charAt(ThreadLocalRandom.current().nextInt(SUFFIX.length())));
        }
        metadata.put("name", name.toString());
    }

    static void stamp(Kind kind, String namespace, ObjectNode object) {
        ObjectNode metadata = Json.under(object, "metadata");
        metadata.remove(List.of(
                "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion"));
        if (kind.namespaced()) {
            metadata.put("namespace", namespace);
        } else {
            metadata.remove("namespace");
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put(
                "creationTimestamp",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        if (kind.tracksGeneration()) {
            metadata.put("generation", 1);
        }
    }
}
