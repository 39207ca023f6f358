package io.cpubound.localcluster.conformance;

import io.cpubound.localcluster.conformance.Api.Answer;

/** A namespace of a test class's own. */
final class Scratch implements AutoCloseable {

    private static final String NAMESPACES = "/api/v1/namespaces";

    private final Api api;
    private final String name;

    /** Makes it, and waits for the account that its pods run as. */
    Scratch(Api api, String name) {
        this.api = api;
        this.name = name;
        api.await(NAMESPACES + "/" + name, answer -> {
            if (answer.code() == 200 && answer.at("metadata/deletionTimestamp").isEmpty()) {
                api.delete(NAMESPACES + "/" + name); // left by an earlier run
            }
            return answer.code() == 404;
        });
        api.post(NAMESPACES, "{metadata: {name: " + name + "}}").must(201);
        api.await(path("serviceaccounts/default"), answer -> answer.code() == 200);
    }

    String name() {
        return name;
    }

    /** Of a resource of the core group. */
    String path(String rest) {
        return NAMESPACES + "/" + name + "/" + rest;
    }

    /** {@code path("apps/v1", "deployments")} */
    String path(String groupVersion, String rest) {
        return "/apis/" + groupVersion + "/namespaces/" + name + "/" + rest;
    }

    Answer configMap(String map, String value) {
        return api.post(path("configmaps"), "{metadata: {name: " + map + "}, data: {key: " + value + "}}")
                .must(201);
    }

    @Override
    public void close() {
        api.delete(NAMESPACES + "/" + name);
    }
}
