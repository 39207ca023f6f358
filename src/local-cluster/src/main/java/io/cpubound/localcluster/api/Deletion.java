package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DELETE: at once, or marked until finalizers, the grace period or the namespace's content are gone. */
final class Deletion {

    private static final Set<String> FIRST_NAMESPACES = Set.of("default", "kube-system", "kube-public");
    private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan");
    private static final Set<String> ANSWERED_WITH_OBJECT = Set.of("pods", "services", "serviceaccounts");

    private final Store store;
    private final Reads reads;
    private final Definitions definitions;

    Deletion(Store store, Reads reads, Definitions definitions) {
        this.store = store;
        this.reads = reads;
        this.definitions = definitions;
    }

    Answer delete(Call call) {
        ObjectNode live = reads.find(call);
        ObjectNode options = call.body().isBlank() ? Json.object() : Bodies.any(call);
        return delete(call, live, options);
    }

    Answer deleteCollection(Call call) {
        Answer list = reads.list(call);
        ObjectNode options = call.body().isBlank() ? Json.object() : Bodies.any(call);
        store.list(call.kind().storage(), call.namespace()).stream()
                .filter(Selector.of(call))
                .toList()
                .forEach(object -> delete(call, Versions.served(call.kind(), object), options));
        return list;
    }

    private Answer delete(Call call, ObjectNode live, ObjectNode options) {
        Kind kind = call.kind();
        if (kind.is("", "Namespace") && FIRST_NAMESPACES.contains(Json.name(live))) {
            throw ApiException.forbidden(kind, Json.name(live), "this namespace may not be deleted");
        }
        preconditions(kind, live, options.path("preconditions"));
        ObjectNode object = live.deepCopy();
        ObjectNode metadata = Json.under(object, "metadata");
        finalizer(call, options, metadata);
        if (kind.is("", "Namespace")) {
            Json.under(object, "status").put("phase", "Terminating");
        }
        long grace = kind.is("", "Pod") ? grace(call, live, options) : 0;
        if (!metadata.has("deletionTimestamp")) {
            mark(kind, metadata, grace);
        } else if (grace < metadata.path("deletionGracePeriodSeconds").asLong()) {
            shorten(metadata, grace);
        }
        boolean dryRun = call.dryRun() || dryRun(options);
        boolean answersObject = ANSWERED_WITH_OBJECT.contains(kind.resource());
        if (isDue(object)) {
            ObjectNode last = dryRun ? object : finish(kind, object);
            return answersObject ? Answer.ok(last) : Answer.deleted(kind, last);
        }
        if (dryRun || object.equals(live)) {
            return Answer.ok(object);
        }
        ObjectNode marked = put(kind, object);
        if (kind.is("apiextensions.k8s.io", "CustomResourceDefinition")) {
            definitions.empty(marked, this::deleteAll);
        }
        return Answer.ok(marked);
    }

    /** All objects of a kind whose definition ends; their finalizers are heard. */
    private void deleteAll(Kind kind) {
        store.list(kind.storage(), "").forEach(object -> {
            ObjectNode marked = object.deepCopy();
            ObjectNode metadata = Json.under(marked, "metadata");
            if (metadata.has("deletionTimestamp")) {
                return;
            }
            mark(kind, metadata, 0);
            if (isDue(marked)) {
                finish(kind, marked);
            } else {
                store.put(kind.storage(), marked);
            }
        });
    }

    private ObjectNode put(Kind kind, ObjectNode object) {
        return Versions.served(kind, store.put(kind.storage(), Versions.stored(kind, object)));
    }

    /** Clients say it in the options, too. */
    static boolean dryRun(ObjectNode options) {
        return options.path("dryRun").path(0).asText().equals("All");
    }

    /** A second deletion may end a pod earlier, never later. */
    private static void shorten(ObjectNode metadata, long grace) {
        long before = metadata.path("deletionGracePeriodSeconds").asLong();
        Instant end = Instant.parse(metadata.path("deletionTimestamp").asText());
        metadata.put("deletionTimestamp", end.plusSeconds(grace - before).toString())
                .put("deletionGracePeriodSeconds", grace);
    }

    private static void mark(Kind kind, ObjectNode metadata, long grace) {
        Instant end = Instant.now().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS);
        metadata.put("deletionTimestamp", end.toString()).put("deletionGracePeriodSeconds", grace);
        if (kind.tracksGeneration()) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
    }

    private static long grace(Call call, ObjectNode pod, ObjectNode options) {
        String phase = pod.path("status").path("phase").asText();
        boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
        if (pod.path("spec").path("nodeName").asText().isEmpty() || ended) {
            return 0;
        }
        String asked = options.path("gracePeriodSeconds").asText(call.query("gracePeriodSeconds"));
        long seconds = asked.isEmpty()
                ? pod.path("spec").path("terminationGracePeriodSeconds").asLong(30)
                : Long.parseLong(asked);
        return seconds < 0 ? 1 : seconds;
    }

    private static void preconditions(Kind kind, ObjectNode live, JsonNode preconditions) {
        JsonNode metadata = live.path("metadata");
        String uid = preconditions.path("uid").asText();
        if (!uid.isEmpty() && !uid.equals(metadata.path("uid").asText())) {
            throw refused(
                    kind,
                    live,
                    "the UID in the precondition (" + uid + ") does not match the UID in record ("
                            + metadata.path("uid").asText()
                            + "). The object might have been deleted and then recreated");
        }
        String version = preconditions.path("resourceVersion").asText();
        if (!version.isEmpty()
                && !version.equals(metadata.path("resourceVersion").asText())) {
            throw refused(
                    kind,
                    live,
                    "the ResourceVersion in the precondition (" + version
                            + ") does not match the ResourceVersion in record ("
                            + metadata.path("resourceVersion").asText() + "). The object might have been modified");
        }
    }

    /** The real message has the kind where others have the resource. */
    private static ApiException refused(Kind kind, ObjectNode live, String why) {
        String named = kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
        return ApiException.of(
                409, "Conflict", "Operation cannot be fulfilled on " + named + " \"" + Json.name(live) + "\": " + why);
    }

    /** Foreground and orphan deletions are finalizers that the garbage collector takes away. */
    private static void finalizer(Call call, ObjectNode options, ObjectNode metadata) {
        String policy = options.path("propagationPolicy").asText(call.query("propagationPolicy"));
        if (!policy.isEmpty() && !POLICIES.contains(policy)) {
            throw ApiException.of(
                    422,
                    "Invalid",
                    "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"" + policy
                            + "\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
        }
        @Nullable String finalizer =
                switch (policy) {
                    case "Foreground" -> "foregroundDeletion";
                    case "Orphan" -> "orphan";
                    default -> null;
                };
        if (finalizer == null) {
            return;
        }
        ArrayNode finalizers = metadata.withArray("/finalizers");
        boolean there = finalizers.valueStream().anyMatch(one -> one.asText().equals(finalizer));
        if (!there) {
            finalizers.add(finalizer);
        }
    }

    /** Whether nothing holds a marked object any more. */
    boolean isDue(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        boolean namespaceHolds = object.path("kind").asText().equals("Namespace")
                && !object.path("spec").path("finalizers").isEmpty();
        return metadata.has("deletionTimestamp")
                && metadata.path("finalizers").isEmpty()
                && metadata.path("deletionGracePeriodSeconds").asLong() == 0
                && !namespaceHolds;
    }

    ObjectNode finish(Kind kind, ObjectNode object) {
        ObjectNode last = Versions.served(kind, store.remove(kind.storage(), Versions.stored(kind, object)));
        if (kind.is("apiextensions.k8s.io", "CustomResourceDefinition")) {
            definitions.forget(last);
        } else if (kind.is("rbac.authorization.k8s.io", "ClusterRole")) {
            Aggregation.spread(store);
        } else if (kind.custom()) {
            definitions.left(kind);
        }
        return last;
    }
}
