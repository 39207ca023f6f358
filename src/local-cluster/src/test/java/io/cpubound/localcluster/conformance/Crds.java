package io.cpubound.localcluster.conformance;

import io.cpubound.localcluster.conformance.Api.Answer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** CRDs of a test class's own, and the kinds that the tests share. */
final class Crds implements AutoCloseable {

    static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    static final String GROUP = "conf.cpubound.io";

    private static final String SCHEMA =
            """
            type: object
            properties:
              spec:
                type: object
                properties:
                  size: {type: integer, default: 3, minimum: 0}
                  colour: {type: string, enum: [red, green], x-kubernetes-validations: [{rule: 'self == oldSelf', message: colour stays}]}
                  limit: {anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}
                  free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  parts:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items: {type: object, required: [name], properties: {name: {type: string}, count: {type: integer, default: 1}}}
                  tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              status: {type: object, properties: {size: {type: integer}}}
            """;

    /** The versions of one that has all there is. */
    static final String GADGET =
            """
            - name: v1
              served: true
              storage: true
              subresources: {status: {}, scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}
              additionalPrinterColumns:
              - {name: Size, type: integer, jsonPath: .spec.size}
              - {name: Colour, type: string, jsonPath: .spec.colour, priority: 1}
              selectableFields: [{jsonPath: .spec.colour}]
              schema:
                openAPIV3Schema:
            %1$s
            - name: v2
              served: true
              storage: false
              schema:
                openAPIV3Schema:
            %1$s
            - {name: v0, served: false, storage: false, deprecated: true, schema: {openAPIV3Schema: {type: object}}}
            """
                    .formatted(SCHEMA.indent(8));

    /** The versions of one that has nothing. */
    static final String BARE = "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object,"
            + " x-kubernetes-preserve-unknown-fields: true}}}";

    private final Api api;
    private final Scratch scratch;
    private final Deque<String> defined = new ArrayDeque<>();

    Crds(Api api, Scratch scratch) {
        this.api = api;
        this.scratch = scratch;
    }

    static String path(String plural) {
        return PATH + "/" + plural + "." + GROUP;
    }

    /** Asks for one, and leaves it to the caller what becomes of it. */
    Answer create(String plural, String kind, String versions) {
        return api.post(
                PATH,
                """
                metadata: {name: %1$s.%2$s}
                spec:
                  group: %2$s
                  scope: Namespaced
                  names: {plural: %1$s, singular: %3$s, kind: %4$s, listKind: %4$sList, shortNames: [%3$ss]}
                  versions:
                """
                                .formatted(plural, GROUP, kind.toLowerCase(Locale.ROOT), kind)
                        + versions.indent(2));
    }

    /** Makes one, and waits until it is served. */
    void define(String plural, String kind, String versions) {
        String path = path(plural);
        api.delete(path);
        api.await(path, answer -> answer.code() == 404);
        create(plural, kind, versions).must(201);
        defined.push(path);
        api.await(path, crd -> crd.body()
                .at("/status/conditions")
                .valueStream()
                .anyMatch(one -> one.path("type").asText().equals("Established")
                        && one.path("status").asText().equals("True")));
        api.await("/apis/" + GROUP + "/v1/namespaces/" + scratch.name() + "/" + plural, answer -> answer.code() == 200);
    }

    @Override
    public void close() {
        defined.forEach(api::delete);
    }
}
