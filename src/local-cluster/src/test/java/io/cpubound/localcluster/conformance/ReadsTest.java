package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@LocalCluster
class ReadsTest {

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-reads");
        for (String name : List.of("a", "b", "c", "d", "e")) {
            api.post(
                            scratch.path("configmaps"),
                            "{metadata: {name: %s, labels: {letter: %s, page: '1'}}, data: {key: first}}"
                                    .formatted(name, name))
                    .must(201);
        }
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static Answer list(String query) {
        return api.get(scratch.path("configmaps?" + query));
    }

    private static Answer page(String query) {
        return list("labelSelector=page&" + query);
    }

    @Test
    void aVersionThatIsYetToComeTimesOut() {
        Answer answer = api.get(scratch.path("configmaps/a?resourceVersion=99999999999"));

        answer.must(504);
        assertThat(answer.message()).startsWith("Timeout: Too large resource version: 99999999999, current: ");
        assertThat(answer.at("reason")).isEqualTo("Timeout");
        assertThat(answer.at("details/causes/0/reason")).isEqualTo("ResourceVersionTooLarge");
        assertThat(answer.at("details/retryAfterSeconds")).isEqualTo("1");
    }

    @Test
    void aListMayBeNewerThanTheVersionThatWasAsked() {
        String version = page("").version();
        api.merge(scratch.path("configmaps/b"), "{data: {newer: 'yes'}}").must(200);

        Answer newer = page("resourceVersion=" + version + "&resourceVersionMatch=NotOlderThan");

        assertThat(Long.parseLong(newer.version())).isGreaterThanOrEqualTo(Long.parseLong(version));
    }

    @Test
    void anExactVersionIsServedAsItWas() {
        scratch.configMap("past", "old");
        scratch.configMap("past-gone", "old");
        String version = list("").version();
        api.merge(scratch.path("configmaps/past"), "{data: {key: new}}").must(200);
        api.delete(scratch.path("configmaps/past-gone")).must(200);
        scratch.configMap("past-new", "new");

        Answer then = list("resourceVersionMatch=Exact&resourceVersion=" + version);

        assertThat(then.version()).isEqualTo(version);
        assertThat(Api.names(then.body())).contains("past", "past-gone").doesNotContain("past-new");
        assertThat(item(then, "past").at("/data/key").asText()).isEqualTo("old");
        assertThat(item(list(""), "past").at("/data/key").asText()).isEqualTo("new");
    }

    private static JsonNode item(Answer list, String name) {
        return list.body()
                .path("items")
                .valueStream()
                .filter(item -> item.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMatchNeedsAVersion() {
        list("resourceVersionMatch=Exact")
                .fails(
                        422,
                        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                                + " resourceVersionMatch is forbidden unless resourceVersion is provided");
        list("resourceVersionMatch=Exact&resourceVersion=0")
                .fails(
                        422,
                        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                                + " resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        list("resourceVersionMatch=Nearly&resourceVersion=1")
                .fails(
                        422,
                        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported value: \"Nearly\":"
                                + " supported values: \"Exact\", \"NotOlderThan\", \"\"");
        list("resourceVersion=x").must(400);
    }

    @Test
    void pagesAreOfOneVersion() {
        Answer first = list("limit=2&fieldSelector=metadata.namespace=conf-reads");
        scratch.configMap("aa-later", "later");
        List<String> seen = new ArrayList<>(Api.names(first.body()));
        Answer page = first;
        while (!page.at("metadata/continue").isEmpty()) {
            page = list("limit=2&fieldSelector=metadata.namespace=conf-reads&continue=" + page.at("metadata/continue"));
            page.must(200);
            assertThat(page.version()).isEqualTo(first.version());
            seen.addAll(Api.names(page.body()));
        }

        assertThat(Api.names(first.body())).containsExactly("a", "b");
        assertThat(seen).contains("c", "d", "e").doesNotContain("aa-later").doesNotHaveDuplicates();
    }

    @Test
    void aPageTellsHowManyAreLeftUnlessItSelects() {
        Answer all = api.get("/api/v1/namespaces?limit=1");

        assertThat(all.body().at("/metadata/remainingItemCount").asInt()).isPositive();
        assertThat(page("limit=1").body().at("/metadata/remainingItemCount").isMissingNode())
                .isTrue();
    }

    @Test
    void aPageIsAskedForAsTheOneBeforeSaid() {
        list("limit=1&continue=nonsense").must(400);
        list("limit=1&resourceVersion=1&continue=" + page("limit=1").at("metadata/continue"))
                .fails(400, "specifying resource version is not allowed when using continue");
    }

    @Test
    void labelsSelect() {
        assertThat(Api.names(list("labelSelector=letter%20in%20(a,b),letter!=b").body()))
                .containsExactly("a");
        assertThat(Api.names(
                        list("labelSelector=page,letter%20notin%20(a,b,c,d)").body()))
                .containsExactly("e");
        assertThat(Api.names(list("labelSelector=!letter").body())).contains("kube-root-ca.crt");
        list("labelSelector=a%20is%20b").must(400);
    }

    @Test
    void fieldsSelectWhereTheKindHasThem() {
        assertThat(Api.names(list("fieldSelector=metadata.name=a").body())).containsExactly("a");
        assertThat(Api.names(list("fieldSelector=metadata.name!=a&labelSelector=page")
                        .body()))
                .containsExactly("b", "c", "d", "e");
        list("fieldSelector=data.key=first")
                .fails(
                        400,
                        "\"data.key\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        api.get(scratch.path("pods?fieldSelector=spec.nodeName=x,status.phase!=Running"))
                .must(200);
        api.get(scratch.path("pods?fieldSelector=spec.color=red")).fails(400, "field label not supported: spec.color");
    }

    @Test
    void aTableHasColumnsAndTheirPriorities() {
        Answer table = api.get(scratch.path("configmaps/a"), "Accept", TABLE);
        Answer pods = api.get(scratch.path("pods"), "Accept", TABLE);

        assertThat(table.at("kind")).isEqualTo("Table");
        assertThat(table.body().at("/columnDefinitions").valueStream().map(one -> one.path("name")
                        .asText()))
                .containsExactly("Name", "Data", "Age");
        assertThat(table.at("rows/0/cells/0")).isEqualTo("a");
        assertThat(table.at("rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
        assertThat(pods.body()
                        .at("/columnDefinitions")
                        .valueStream()
                        .map(one ->
                                one.path("name").asText() + one.path("priority").asText()))
                .containsExactly(
                        "Name0",
                        "Ready0",
                        "Status0",
                        "Restarts0",
                        "Age0",
                        "IP1",
                        "Node1",
                        "Nominated Node1",
                        "Readiness Gates1");
    }

    @Test
    void aTableBringsAsMuchOfTheObjectAsIsAsked() {
        Answer none = api.get(scratch.path("configmaps/a?includeObject=None"), "Accept", TABLE);
        Answer whole = api.get(scratch.path("configmaps/a?includeObject=Object"), "Accept", TABLE);

        assertThat(none.body().at("/rows/0/object").isObject()).isFalse();
        assertThat(whole.at("rows/0/object/data/key")).isEqualTo("first");
    }

    @Test
    void metadataAloneCanBeRead() {
        String accept = "application/json;as=%s;g=meta.k8s.io;v=v1";
        Answer one = api.get(scratch.path("configmaps/a"), "Accept", accept.formatted("PartialObjectMetadata"));
        Answer all = api.get(
                scratch.path("configmaps?labelSelector=letter=a"),
                "Accept",
                accept.formatted("PartialObjectMetadataList"));

        assertThat(one.at("kind")).isEqualTo("PartialObjectMetadata");
        assertThat(one.at("apiVersion")).isEqualTo("meta.k8s.io/v1");
        assertThat(one.at("metadata/labels/letter")).isEqualTo("a");
        assertThat(one.body().has("data")).isFalse();
        assertThat(all.at("kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(all.at("items/0/metadata/name")).isEqualTo("a");
        assertThat(all.body().at("/items/0/data").isMissingNode()).isTrue();
        assertThat(all.version()).isNotEmpty();
    }

    @Test
    void aBigAnswerIsCompressedForWhoCanReadIt() throws Exception {
        scratch.configMap("big", "x".repeat(200_000));

        Answer packed = api.get(scratch.path("configmaps/big"), "Accept-Encoding", "gzip");
        Answer plain = api.get(scratch.path("configmaps/big"));

        assertThat(packed.response().headers().firstValue("Content-Encoding")).contains("gzip");
        JsonNode read = new ObjectMapper()
                .readTree(new GZIPInputStream(
                        new ByteArrayInputStream(packed.response().body())));
        assertThat(read).isEqualTo(plain.body());
        assertThat(plain.response().headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void whatCannotBeWrittenAsAskedIsNotAcceptable() {
        Answer answer = api.get(scratch.path("configmaps/a"), "Accept", "image/png");

        answer.must(406);
        assertThat(answer.message()).startsWith("406: Not Acceptable");
        assertThat(answer.at("reason")).isEqualTo("NotAcceptable");
    }

    @Test
    void anAnswerMayBeYaml() {
        Answer answer = api.get(scratch.path("configmaps/a"), "Accept", "application/yaml");

        answer.must(200);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(Api.yaml(answer.body().asText()).at("/metadata/name").asText())
                .isEqualTo("a");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        api.get(scratch.path("configmaps/nobody")).fails(404, "configmaps \"nobody\" not found");
        api.get(scratch.path("gadgets")).must(404);
        api.get(scratch.path("configmaps/a/status")).must(404);
        api.get("/apis/nothing.example.com/v1/things").must(404);
        api.send("POST", scratch.path("configmaps/a"), "{}", "application/json").must(405);
        api.send("PUT", scratch.path("configmaps"), "{}", "application/json").must(405);
    }

    @Test
    void whatIsOnItsWayOutIsWarnedOf() {
        for (Answer answer : List.of(
                api.get(scratch.path("endpoints")).must(200),
                api.delete(scratch.path("endpoints/absent")).must(404))) {
            assertThat(answer.response().headers().allValues("Warning"))
                    .containsExactly(
                            "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"");
        }
    }
}
