package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cpubound.localcluster.apply.JsonPatch;
import io.cpubound.localcluster.apply.MergePatch;
import io.cpubound.localcluster.apply.PatchException;
import io.cpubound.localcluster.apply.ServerSideApply;
import io.cpubound.localcluster.apply.ServerSideApply.ConflictException;
import io.cpubound.localcluster.apply.ServerSideApply.Manager;
import io.cpubound.localcluster.apply.StrategicMergePatch;
import io.cpubound.localcluster.apply.Values;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import io.cpubound.localcluster.schema.ResourceSchema.Pruned;
import io.cpubound.localcluster.schema.ResourceSchemas;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** POST, PUT and PATCH of objects and of their status. */
final class Writes {

    static final String APPLY = "application/apply-patch+yaml";
    private static final String PATCHES =
            "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, "
                    + APPLY;

    private final Store store;
    private final Reads reads;
    private final Admission admission;
    private final Definitions definitions;
    private final Deletion deletion;
    private final Rbac rbac;

    Writes(Store store, Reads reads, Admission admission, Definitions definitions, Deletion deletion, Rbac rbac) {
        this.store = store;
        this.reads = reads;
        this.admission = admission;
        this.definitions = definitions;
        this.deletion = deletion;
        this.rbac = rbac;
    }

    Answer create(Call call) {
        ObjectNode sent = Bodies.object(call);
        NewObjects.name(call, sent);
        admission.checkNamespace(call.kind(), call.namespace(), Json.name(sent));
        return Answer.created(create(call, known(call, sent), false));
    }

    private ObjectNode create(Call call, ObjectNode sent, boolean applied) {
        Kind kind = call.kind();
        String name = Json.name(sent);
        Definitions.checkOpen(kind, name);
        // Nobody owns what the server makes: only what was sent, with its defaults.
        ObjectNode object = kind.schema().withDefaults(sent);
        if (!applied) {
            object = ServerSideApply.update(kind.schema().type(), null, object, manager(call));
        }
        NewObjects.stamp(kind, call.namespace(), object);
        if (kind.has("status") || !kind.custom()) {
            admission.firstStatus(kind, object);
        }
        object = kind.schema().withDefaults(object);
        admission.complete(kind, object, null);
        check(kind, object, null);
        rbac.checkGrant(call, object);
        if (store.get(kind.storage(), call.namespace(), name) != null) {
            throw ApiException.alreadyExists(kind, name);
        }
        return store(call, object);
    }

    Answer update(Call call) {
        ObjectNode live = reads.find(call);
        ObjectNode sent = known(call, Bodies.object(call));
        Bodies.checkPlace(call, sent);
        if (call.kind().custom() && !sent.path("metadata").hasNonNull("resourceVersion")) {
            // The real message has the resource where others have the kind.
            throw ApiException.of(
                    422,
                    "Invalid",
                    call.kind().resource() + " \"" + call.name()
                            + "\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
        }
        return Answer.ok(change(call, live, sent, false));
    }

    Answer patch(Call call) {
        if (call.contentType().equals(APPLY)) {
            return apply(call);
        }
        ObjectNode live = reads.find(call);
        JsonNode patch = Json.parse(call.body(), false);
        ObjectNode after = patched(call, live, patch);
        return Answer.ok(change(call, live, fitting(call, after), false));
    }

    /** What a patch made, when its types fit: else it is the patch that is invalid (422), and not the request (400). */
    private static ObjectNode fitting(Call call, ObjectNode after) {
        try {
            return known(call, after);
        } catch (PatchException e) {
            String text = String.valueOf(e.getMessage());
            String why = text.substring(text.indexOf(": ") + 2);
            throw ApiException.of(
                    422,
                    "Invalid",
                    " \"\" is invalid: patch: Invalid value: " + Json.text(TextNode.valueOf(Json.text(after))) + ": "
                            + why);
        }
    }

    static ObjectNode patched(Call call, ObjectNode live, JsonNode patch) {
        return switch (call.contentType()) {
            case "application/json-patch+json" -> JsonPatch.apply(live, patch);
            case "application/merge-patch+json" -> MergePatch.apply(live, patch);
            case "application/strategic-merge-patch+json" ->
                StrategicMergePatch.apply(
                        ResourceSchemas.patchType(
                                        call.kind().group(),
                                        call.kind().version(),
                                        call.kind().kind())
                                .orElseThrow(() -> ApiException.unsupportedMediaType(
                                        "", "application/json-patch+json, application/merge-patch+json, " + APPLY)),
                        live,
                        patch);
            default -> throw ApiException.unsupportedMediaType(call.contentType(), PATCHES);
        };
    }

    private Answer apply(Call call) {
        Kind kind = call.kind();
        if (call.query("fieldManager").isEmpty()) {
            throw ApiException.of(
                    422,
                    "Invalid",
                    "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        }
        ObjectNode sent = Bodies.applied(call);
        ObjectNode found = store.get(kind.storage(), call.namespace(), call.name());
        ObjectNode live = found == null ? null : Versions.served(kind, found);
        if (live == null && !call.subresource().isEmpty()) {
            throw ApiException.notFound(kind, call.name());
        }
        if (live == null) {
            noUid(kind, call.name(), sent);
            admission.checkNamespace(kind, call.namespace(), call.name());
        }
        ObjectNode merged = merged(call, live, sent);
        Bodies.checkPlace(call, merged);
        if (live == null) {
            return Answer.created(create(call, kind.schema().prune(merged).object(), true));
        }
        return Answer.ok(change(call, live, kind.schema().prune(merged).object(), true));
    }

    /** Who names a UID means an object that was there, and not one to be made. */
    private static void noUid(Kind kind, String name, ObjectNode sent) {
        String uid = sent.path("metadata").path("uid").asText();
        if (!uid.isEmpty()) {
            throw ApiException.conflict(
                    kind,
                    name,
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found");
        }
    }

    private ObjectNode merged(Call call, @Nullable ObjectNode live, ObjectNode sent) {
        try {
            return ServerSideApply.apply(call.kind().schema().type(), live, sent, manager(call), call.flag("force"));
        } catch (ConflictException e) {
            ApiException conflict = ApiException.of(409, "Conflict", e.getMessage() == null ? "" : e.getMessage());
            ObjectNode details = Json.under(conflict.status(), "details");
            e.conflicts().forEach(one -> details.withArray("/causes")
                    .addObject()
                    .put("reason", "FieldManagerConflict")
                    .put("message", one.message())
                    .put("field", one.field()));
            throw conflict;
        }
    }

    /** Replaces the live object (or its status) by what it shall be. */
    ObjectNode change(Call call, ObjectNode live, ObjectNode wanted, boolean applied) {
        Kind kind = call.kind();
        preconditions(kind, live, wanted);
        ObjectNode object = kind.schema().withDefaults(Changes.allowed(kind, call.subresource(), live, wanted));
        if (!applied) {
            object = ServerSideApply.update(kind.schema().type(), live, object, manager(call));
        }
        if (call.subresource().isEmpty()) {
            admission.complete(kind, object, live);
        }
        check(kind, object, live);
        rbac.checkGrant(call, object);
        Changes.count(kind, live, object);
        object = ServerSideApply.keepTimes(live, object);
        if (Values.equal(live, object)) {
            return live;
        }
        return store(call, object);
    }

    private static void preconditions(Kind kind, ObjectNode live, ObjectNode wanted) {
        JsonNode metadata = wanted.path("metadata");
        String version = metadata.path("resourceVersion").asText();
        if (!version.isEmpty()
                && !version.equals("0")
                && !version.equals(live.path("metadata").path("resourceVersion").asText())) {
            throw ApiException.modified(kind, Json.name(live));
        }
        String uid = metadata.path("uid").asText();
        String liveUid = live.path("metadata").path("uid").asText();
        if (!uid.isEmpty() && !uid.equals(liveUid)) {
            throw ApiException.conflict(
                    kind,
                    Json.name(live),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + liveUid);
        }
    }

    private void check(Kind kind, ObjectNode object, @Nullable ObjectNode live) {
        List<FieldError> errors = new ArrayList<>(kind.schema().validate(object, live, Scales.check(kind, object)));
        if (kind.is("apiextensions.k8s.io", "CustomResourceDefinition")) {
            errors.addAll(definitions.check(object, live));
        }
        if (live != null) {
            Changes.settled(kind, live, object).ifPresent(errors::add);
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(kind, Json.name(object), errors);
        }
    }

    private ObjectNode store(Call call, ObjectNode object) {
        Kind kind = call.kind();
        if (call.dryRun()) {
            return object;
        }
        boolean definition = kind.is("apiextensions.k8s.io", "CustomResourceDefinition");
        ObjectNode announced = null;
        if (definition) {
            announced = definitions.isNew(object)
                    ? store.put(kind.storage(), Versions.stored(kind, Definitions.announced(object)))
                    : null;
            definitions.establish(object);
        }
        if (deletion.isDue(object)) {
            return deletion.finish(kind, object);
        }
        ObjectNode stored = Versions.served(kind, store.put(kind.storage(), Versions.stored(kind, object)));
        if (kind.is("rbac.authorization.k8s.io", "ClusterRole")) {
            Aggregation.spread(store);
        }
        if (definition) {
            definitions.serve(stored);
        }
        // As on a real server the answer to the first write is older than what the controller makes of it.
        return announced == null ? stored : announced;
    }

    private static ObjectNode known(Call call, ObjectNode sent) {
        Pruned pruned = call.kind().schema().prune(sent);
        Bodies.fields(call, pruned);
        return call.kind().schema().withDefaults(pruned.object());
    }

    private static Manager manager(Call call) {
        return new Manager(
                call.manager(),
                call.kind().apiVersion(),
                call.subresource(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }
}
