package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.conformance.Events.Event;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@LocalCluster
class WatchesTest {

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-watches");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static String now() {
        return api.get(scratch.path("configmaps")).version();
    }

    private static Events watch(String query) {
        return api.watch(scratch.path("configmaps?watch=true&" + query));
    }

    @Test
    void aWatchGoesOnFromAListWithoutAGap() throws Exception {
        scratch.configMap("steady", "v0");
        int writes = 200;
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= writes; i++) {
                api.merge(scratch.path("configmaps/steady"), "{data: {key: v" + i + "}}")
                        .must(200);
            }
        });
        Answer list = api.get(scratch.path("configmaps?fieldSelector=metadata.name=steady"));
        int at = Integer.parseInt(list.at("items/0/data/key").substring(1));
        List<Integer> seen = new ArrayList<>();
        try (Events events = watch("fieldSelector=metadata.name=steady&resourceVersion=" + list.version())) {
            for (int i = at + 1; i <= writes; i++) {
                seen.add(Integer.parseInt(
                        events.next().orElseThrow().at("data/key").substring(1)));
            }
        }
        writer.get(30, TimeUnit.SECONDS);

        assertThat(seen).hasSize(writes - at).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void everyEventCarriesTheVersionOfItsWrite() throws Exception {
        try (Events events = watch("fieldSelector=metadata.name=told&resourceVersion=" + now())) {
            String made = scratch.configMap("told", "a").version();
            String changed = api.merge(scratch.path("configmaps/told"), "{data: {key: b}}")
                    .version();
            api.delete(scratch.path("configmaps/told")).must(200);

            Event added = events.next().orElseThrow();
            Event modified = events.next().orElseThrow();
            Event deleted = events.next().orElseThrow();
            assertThat(added.type() + added.at("metadata/resourceVersion")).isEqualTo("ADDED" + made);
            assertThat(modified.type() + modified.at("metadata/resourceVersion"))
                    .isEqualTo("MODIFIED" + changed);
            assertThat(deleted.type()).isEqualTo("DELETED");
            assertThat(deleted.at("data/key")).isEqualTo("b");
            assertThat(Long.parseLong(deleted.at("metadata/resourceVersion"))).isGreaterThan(Long.parseLong(changed));
        }
    }

    @Test
    void whatEntersOrLeavesASelectionIsAddedOrDeleted() throws Exception {
        scratch.configMap("roving", "a");
        try (Events events = watch("labelSelector=in&resourceVersion=" + now())) {
            api.merge(scratch.path("configmaps/roving"), "{metadata: {labels: {in: 'yes'}}}");
            api.merge(scratch.path("configmaps/roving"), "{data: {key: b}}");
            api.merge(scratch.path("configmaps/roving"), "{metadata: {labels: {in: null}}}");

            assertThat(events.brief()).isEqualTo("ADDED roving");
            assertThat(events.brief()).isEqualTo("MODIFIED roving");
            assertThat(events.brief()).isEqualTo("DELETED roving");
        }
    }

    @Test
    void aWatchWithoutAVersionBeginsWithWhatIsThere() throws Exception {
        scratch.configMap("there", "a");
        try (Events events = watch("fieldSelector=metadata.name=there")) {
            assertThat(events.brief()).isEqualTo("ADDED there");
        }
        try (Events events = watch("fieldSelector=metadata.name=there&resourceVersion=0")) {
            assertThat(events.brief()).isEqualTo("ADDED there");
        }
    }

    @Test
    void aStreamedListEndsWithABookmark() throws Exception {
        scratch.configMap("streamed", "a");
        try (Events events = watch("fieldSelector=metadata.name=streamed&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")) {
            Event added = events.next().orElseThrow();
            Event bookmark = events.next().orElseThrow();
            api.merge(scratch.path("configmaps/streamed"), "{data: {key: b}}");

            assertThat(added.brief()).isEqualTo("ADDED streamed");
            assertThat(bookmark.type()).isEqualTo("BOOKMARK");
            assertThat(bookmark.at("kind")).isEqualTo("ConfigMap");
            assertThat(bookmark.at("metadata/annotations/k8s.io~1initial-events-end"))
                    .isEqualTo("true");
            assertThat(Long.parseLong(bookmark.at("metadata/resourceVersion")))
                    .isGreaterThanOrEqualTo(Long.parseLong(added.at("metadata/resourceVersion")));
            assertThat(events.brief()).isEqualTo("MODIFIED streamed");
        }
    }

    @Test
    void aStreamedListNeedsItsMatch() {
        api.get(scratch.path("configmaps?watch=true&sendInitialEvents=true"))
                .fails(
                        422,
                        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents"
                                + " requires setting resourceVersionMatch to NotOlderThan");
        api.get(scratch.path("configmaps?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=1"))
                .fails(
                        422,
                        "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is"
                                + " forbidden for list");
    }

    @Test
    void aVersionThatWasForgottenIsGone() throws Exception {
        try (Events events = watch("resourceVersion=1")) {
            Event error = events.next().orElseThrow();

            assertThat(error.type()).isEqualTo("ERROR");
            assertThat(error.at("kind")).isEqualTo("Status");
            assertThat(error.at("code")).isEqualTo("410");
            assertThat(error.at("reason")).isEqualTo("Expired");
            assertThat(error.at("message")).startsWith("too old resource version: 1 (");
            assertThat(events.next()).isEmpty();
        }
    }

    @Test
    void aWatchEndsWhenItsTimeIsUp() throws Exception {
        try (Events events = watch("timeoutSeconds=1&fieldSelector=metadata.name=none")) {
            assertThat(events.next()).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aWatchMayBeOfTablesOrOfMetadata() throws Exception {
        scratch.configMap("shown", "a");
        String path = scratch.path("configmaps?watch=true&fieldSelector=metadata.name=shown");
        try (Events tables = api.watch(path, "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
                Events parts =
                        api.watch(path, "Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")) {
            Event table = tables.next().orElseThrow();
            Event part = parts.next().orElseThrow();
            api.merge(scratch.path("configmaps/shown"), "{data: {key: b}}");
            Event second = tables.next().orElseThrow();

            assertThat(table.at("kind")).isEqualTo("Table");
            assertThat(table.object().path("columnDefinitions")).hasSize(3);
            assertThat(table.at("rows/0/cells/0")).isEqualTo("shown");
            assertThat(second.object().path("columnDefinitions")).isEmpty();
            assertThat(part.at("kind")).isEqualTo("PartialObjectMetadata");
            assertThat(part.at("metadata/name")).isEqualTo("shown");
            assertThat(part.object().has("data")).isFalse();
        }
    }

    @Test
    void aVersionIsANumber() {
        api.get(scratch.path("configmaps?watch=true&resourceVersion=x"))
                .fails(500, "resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax");
    }

    /** The client asks for a WebSocket first, and would not say so if it had to fall back. */
    @Test
    void aClientOfItsOwnSeesTheSame(KubernetesClient client) throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Watch watch = client.configMaps()
                .inNamespace(scratch.name())
                .withName("watched")
                .watch(into(seen))) {
            scratch.configMap("watched", "a");
            api.merge(scratch.path("configmaps/watched"), "{data: {key: b}}").must(200);
            api.delete(scratch.path("configmaps/watched")).must(200);

            for (String event : List.of("ADDED a", "MODIFIED b", "DELETED b")) {
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
            }
        }
    }

    private static Watcher<ConfigMap> into(BlockingQueue<String> seen) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap resource) {
                seen.add(action + " " + resource.getData().get("key"));
            }

            @Override
            public void onClose(WatcherException cause) {
                seen.add("closed " + cause);
            }
        };
    }
}
