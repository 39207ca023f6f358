package io.cpubound.localcluster.api;

import io.cpubound.localcluster.apply.PatchException;

/** Which handler answers a call. */
final class Handlers {

    private final Reads reads;
    private final Writes writes;
    private final Deletion deletion;
    private final Scales scales;
    private final PodParts pods;
    private final Evictions evictions;
    private final Reviews reviews;

    Handlers(Store store, KindRegistry kinds, Admission admission, Tokens tokens, Rbac rbac) {
        Definitions definitions = new Definitions(store, kinds);
        this.reads = new Reads(store);
        this.deletion = new Deletion(store, reads, definitions);
        this.writes = new Writes(store, reads, admission, definitions, deletion, rbac);
        this.scales = new Scales(reads, writes);
        this.pods = new PodParts(store, reads, tokens);
        this.evictions = new Evictions(store, reads, deletion);
        this.reviews = new Reviews(rbac, tokens);
    }

    PodParts pods() {
        return pods;
    }

    Answer answer(Call call) {
        try {
            return call.subresource().isEmpty() ? object(call) : part(call);
        } catch (PatchException e) {
            ApiException failure = ApiException.of(e.code(), e.reason(), String.valueOf(e.getMessage()));
            if (!e.detail().isEmpty()) {
                Json.under(failure.status(), "details");
            }
            throw failure;
        }
    }

    private Answer object(Call call) {
        if (!call.kind().stored()) {
            if (!call.verb().equals("create")) {
                throw ApiException.methodNotAllowed();
            }
            return reviews.answer(call);
        }
        return switch (call.verb()) {
            case "get" -> reads.get(call);
            case "list" -> reads.list(call);
            case "create" -> writes.create(call);
            case "update" -> writes.update(call);
            case "patch" -> writes.patch(call);
            case "delete" -> deletion.delete(call);
            case "deletecollection" -> deletion.deleteCollection(call);
            default -> throw ApiException.methodNotAllowed();
        };
    }

    private Answer part(Call call) {
        if (!call.kind().has(call.subresource())) {
            throw ApiException.noSuchPath();
        }
        return switch (call.subresource() + " " + call.verb()) {
            case "status get" -> reads.get(call);
            case "status update", "finalize update" -> writes.update(call);
            case "status patch" -> writes.patch(call);
            case "scale get" -> scales.get(call);
            case "scale update", "scale patch" -> scales.write(call);
            case "eviction create" -> evictions.evict(call);
            case "binding create" -> pods.bind(call);
            case "token create" -> pods.token(call);
            default -> throw ApiException.methodNotAllowed();
        };
    }
}
