package io.cpubound.operator.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.operator.observe.OwnWrites;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.CanonicalJson;
import io.cpubound.operator.status.Notice;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies desired objects server-side, and only when there is something to apply. What the API server made of an object
 * (defaults, normalised quantities) is remembered as it answered, so "is it still so" is a comparison with that answer and
 * not a guess at the server's rules.
 */
@ApplicationScoped
public class Applier {

    private static final List<String> VOLATILE_METADATA =
            List.of("managedFields", "resourceVersion", "generation", "creationTimestamp");

    private static final int UNPROCESSABLE = 422;

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(AppIdentity.MANAGER)
            .build();

    private final KubernetesClient client;
    private final OwnWrites ownWrites;
    private final EventRecorder events;
    private final Map<AppIdentity, Map<String, Applied>> apps = new ConcurrentHashMap<>();

    /** One that writes with this client. */
    public Applier(KubernetesClient client, OwnWrites ownWrites, EventRecorder events) {
        this.client = client;
        this.ownWrites = ownWrites;
        this.events = events;
    }

    /**
     * Makes the object as desired, if it is not.
     *
     * @param live as observed; empty when it was not
     * @return the object as it is now
     */
    <T extends HasMetadata> T ensure(AppIdentity app, T desired, Optional<T> live) throws NameTakenException {
        Map<String, Applied> known = apps.computeIfAbsent(app, unused -> new ConcurrentHashMap<>());
        String key = desired.getKind() + "/" + desired.getMetadata().getName();
        JsonNode wish = CanonicalJson.tree(desired);
        Applied before = known.get(key);
        if (before != null && live.isPresent() && before.wish().equals(wish) && before.isStill(live.get())) {
            return live.get();
        }
        if (live.isEmpty()) {
            refuseForeign(app, client.resource(desired).get());
        }
        T answer = applied(desired, wish, live);
        Applied now = new Applied(wish, content(answer), OwnWrites.version(answer));
        known.put(key, now);
        ownWrites.written(app, answer);
        if (before != null
                && live.isPresent()
                && before.wish().equals(wish)
                && !now.content().equals(content(live.get()))) {
            events.record(
                    app,
                    new Notice(
                            true,
                            EventRecorder.PUT_BACK,
                            key + " was changed by somebody else and is put back: change the CpuBoundApp instead"));
        }
        return answer;
    }

    /**
     * Server-side apply merges lists by their entries' keys: where somebody has changed a key, such as the port of a
     * Service, it would add ours beside his, and two ports of one name are refused. A merge patch replaces lists whole.
     */
    private <T extends HasMetadata> T applied(T desired, JsonNode wish, Optional<T> live) {
        try {
            return serverSideApplied(desired);
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != UNPROCESSABLE || live.isEmpty()) {
                throw refused;
            }
            ObjectNode patch = wish.deepCopy();
            patch.withObject("/metadata").put("uid", live.get().getMetadata().getUid());
            client.resource(desired).patch(MERGE, patch.toString());
            return serverSideApplied(desired);
        }
    }

    private <T extends HasMetadata> T serverSideApplied(T desired) {
        return client.resource(desired)
                .fieldManager(AppIdentity.MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    /** Forgets an app that is gone. */
    public void forget(String namespace, String name) {
        apps.keySet().removeIf(app -> app.isNamed(namespace, name));
    }

    /** To apply over an object of somebody else would be to steal it. */
    private static void refuseForeign(AppIdentity app, @Nullable HasMetadata existing) throws NameTakenException {
        if (existing != null && !app.controls(existing)) {
            throw new NameTakenException(existing);
        }
    }

    private static JsonNode content(HasMetadata object) {
        ObjectNode content = (ObjectNode) CanonicalJson.tree(object);
        content.remove("status");
        if (content.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(VOLATILE_METADATA);
        }
        return content;
    }

    /** An object as it was applied: what was wished, and what the API server made of it. */
    private record Applied(JsonNode wish, JsonNode content, long version) {

        boolean isStill(HasMetadata live) {
            // An older object is only a cache that lags.
            return OwnWrites.version(live) < version || content.equals(Applier.content(live));
        }
    }
}
