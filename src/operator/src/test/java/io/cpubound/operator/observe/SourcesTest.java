package io.cpubound.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.CpuBoundApp;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.dsl.TimesOnceableOrHttpHeaderable;
import io.fabric8.mockwebserver.dsl.WebSocketSessionBuilder;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The caches, when the streams that fill them do not play along: the mock server tells what the streams say, event by event. */
class SourcesTest {

    private static final String LABEL = "labelSelector=cpubound.io%2Fapp";

    private static final Pattern WATCH = Pattern.compile("resourceVersion=(\\d+)&.*watch=true");
    private static final String APPS = "/apis/cpubound.io/v1/cpuboundapps";
    private static final String PODS = "/api/v1/pods";
    private static final List<String> OTHERS = List.of(
            "/api/v1/configmaps",
            "/api/v1/services",
            "/apis/apps/v1/deployments",
            "/apis/apps/v1/controllerrevisions",
            "/apis/discovery.k8s.io/v1/endpointslices");
    private static final String APP =
            "{\"kind\":\"CpuBoundApp\",\"apiVersion\":\"cpubound.io/v1\",\"metadata\":{\"name\":"
                    + "\"app\",\"namespace\":\"team\",\"uid\":\"uid-app\",\"resourceVersion\":\"8\",\"generation\":1},"
                    + "\"spec\":{\"image\":\"app\"}}";

    private static final String GONE =
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Expired\","
                    + "\"code\":410,\"message\":\"too old resource version\"}";

    private final KubernetesMockServer server = new KubernetesMockServer(false);
    private final BlockingQueue<Set<String>> looks = new LinkedBlockingQueue<>();
    private Operator operator;

    @BeforeEach
    void serve() {
        server.init();
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://localhost:" + server.getPort())
                        .withWatchReconnectInterval(100)
                        .build())
                .build();
        operator = new Operator(overrider -> overrider.withKubernetesClient(client));
    }

    @AfterEach
    void close() {
        operator.stop();
        server.destroy();
    }

    @Test
    void aStreamThatIsCutIsResumedWhereItEndedAndOneThatIsTooOldIsBegunAnew() throws Exception {
        lists(APPS + "?resourceVersion=0", APP, 10);
        watched(APPS, "", 10)
                .open()
                .expect("nothing")
                .andEmit("")
                .always()
                .done()
                .always();
        for (String path : OTHERS) {
            lists(path + "?" + LABEL + "&resourceVersion=0", "", 10);
            watched(path, LABEL + "&", 10)
                    .open()
                    .expect("nothing")
                    .andEmit("")
                    .always()
                    .done()
                    .always();
        }
        lists(PODS + "?" + LABEL + "&resourceVersion=0", pod("a", 9) + "," + pod("b", 10), 10);
        watched(PODS, LABEL + "&", 10).open(event("ADDED", pod("c", 11))).done().once();
        // One event in each: the mock may close a stream behind any event that it has sent.
        watched(PODS, LABEL + "&", 11).open(event("ADDED", pod("d", 12))).done().once();
        watched(PODS, LABEL + "&", 12).open(event("ERROR", GONE)).done().once();
        lists(PODS + "?" + LABEL, pod("a", 9) + "," + pod("d", 12) + "," + pod("e", 19), 20);
        watched(PODS, LABEL + "&", 20)
                .open(event("ADDED", pod("f", 21)))
                .expect("nothing")
                .andEmit("")
                .always()
                .done()
                .always();

        operator.register(new Looking(looks));
        operator.start();

        awaitLook(Set.of("a", "d", "e", "f"));
        assertThat(asked(PODS))
                .containsExactly(
                        "the list",
                        "what happened since 10",
                        "what happened since 11",
                        "what happened since 12",
                        "the list",
                        "what happened since 20");
    }

    private List<String> asked(String path) throws InterruptedException {
        List<String> asked = new ArrayList<>();
        for (RecordedRequest next = taken(); next != null; next = taken()) {
            if (next.getPath().startsWith(path + "?")) {
                Matcher watch = WATCH.matcher(next.getPath());
                asked.add(watch.find() ? "what happened since " + watch.group(1) : "the list");
            }
        }
        return asked;
    }

    private RecordedRequest taken() throws InterruptedException {
        return server.takeRequest(0, TimeUnit.MILLISECONDS);
    }

    private void awaitLook(Set<String> pods) throws InterruptedException {
        for (Set<String> seen = Set.of(); !seen.equals(pods); ) {
            Set<String> next = looks.poll(15, TimeUnit.SECONDS);
            assertThat(next).as("after %s, within 15 s", seen).isNotNull();
            seen = next;
        }
    }

    /** A watch that is closed when it has said what it has to say, unless it expects something. */
    private WebSocketSessionBuilder<TimesOnceableOrHttpHeaderable<Void>> watched(
            String path, String label, int version) {
        return server.expect()
                .get()
                .withPath(path + "?allowWatchBookmarks=true&" + label + "resourceVersion=" + version
                        + "&timeoutSeconds=600&watch=true")
                .andUpgradeToWebSocket();
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    private void lists(String path, String items, int version) {
        server.expect()
                .get()
                .withPath(path)
                .andReturn(
                        200,
                        "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"" + version
                                + "\"},\"items\":[" + items + "]}")
                .once();
    }

    private static String pod(String name, int version) {
        return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"team\",\"uid\":\"" + name + "\",\"resourceVersion\":\"" + version
                + "\",\"labels\":{\"cpubound.io/app\":\"app\"}}}";
    }

    /** Is none of the reconcilers that Quarkus finds by itself, in the test of the whole. */
    @Ignore
    private static final class Looking implements Reconciler<CpuBoundApp> {

        private final BlockingQueue<Set<String>> looks;

        private Looking(BlockingQueue<Set<String>> looks) {
            this.looks = looks;
        }

        @Override
        public UpdateControl<CpuBoundApp> reconcile(CpuBoundApp app, Context<CpuBoundApp> context) {
            looks.add(context.getSecondaryResources(Pod.class).stream()
                    .map(pod -> pod.getMetadata().getName())
                    .collect(Collectors.toSet()));
            return UpdateControl.noUpdate();
        }

        @Override
        public List<EventSource<?, CpuBoundApp>> prepareEventSources(EventSourceContext<CpuBoundApp> context) {
            return Sources.of(context);
        }
    }
}
