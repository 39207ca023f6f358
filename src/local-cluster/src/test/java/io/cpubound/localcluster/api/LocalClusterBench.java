package io.cpubound.localcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.LocalCluster;
import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what the local cluster does in a second; {@code make bench-local-cluster}. Not part of the tests, as its name says to surefire:
 * nothing here fails for being slow.
 */
class LocalClusterBench {

    private static final int CONCURRENT = 32;
    private static final int APPLIES = 5_000;
    private static final int WATCHERS = 10;
    private static final int OBJECTS = 10_000;
    private static final int WRITES_A_SECOND = 10;

    @TempDir
    Path data;

    @Test
    void run() throws Exception {
        print("processors", Runtime.getRuntime().availableProcessors(), "");
        start("first in this JVM");
        start("again");
        throughput();
        heap();
        history();
    }

    private void start(String when) throws Exception {
        long begin = System.nanoTime();
        try (LocalCluster cluster = LocalCluster.start(
                new LocalClusterOptions(data.resolve("bare"), 0, data, Set.of("node", "controllers")))) {
            KubernetesClient client = cluster.client();
            client.namespaces().withName("default").get();
            print("API server: start to first answer, " + when, millis(begin), "ms");
        }
        begin = System.nanoTime();
        try (LocalCluster cluster = LocalCluster.start(new LocalClusterOptions(data.resolve("whole"), 0, data))) {
            cluster.client().namespaces().withName("default").get();
            print("with controllers and node: start to first answer, " + when, millis(begin), "ms");
        }
    }

    private static double millis(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static void print(String what, double figure, String unit) {
        System.out.printf(Locale.ROOT, "%-75s %,12.0f %s%n", what, figure, unit);
    }

    /** On a machine that others use as well, time alone says little: what the CPU time would make of it on cores of its own. */
    private record Clock(long wall, long cpu) {

        static Clock start() {
            return new Clock(System.nanoTime(), processCpu());
        }

        private static long processCpu() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }

        void print(String what, long count) {
            double wallSeconds = (System.nanoTime() - wall) / 1e9;
            double cpuSeconds = (processCpu() - cpu) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%-75s %,12.0f /s; by CPU time, client and JIT included, %,.0f/s for each core%n",
                    what,
                    count / wallSeconds,
                    count / cpuSeconds);
        }
    }

    private void throughput() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (ApiServer server = ApiServer.start(new ApiServerOptions(data.resolve("applies"), 0))) {
            Http http = new Http(vertx, server);
            applies(http, "warm-up", "server-side applies that create a ConfigMap, cold");
            applies(http, "made", "server-side applies that create a ConfigMap, " + CONCURRENT + " at a time");
            changes(http, 1, "server-side applies that change one");
            changes(http, 1, "server-side applies that change nothing");
            deployments(http);
            watches(http);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void applies(Http http, String name, String what) throws Exception {
        Clock clock = Clock.start();
        http.all(APPLIES, i -> configMap(name + i), i -> map(name + i, 0));
        clock.print(what, APPLIES);
    }

    private static void changes(Http http, int value, String what) throws Exception {
        Clock clock = Clock.start();
        http.all(APPLIES, i -> configMap("made" + i), i -> map("made" + i, value));
        clock.print(what, APPLIES);
    }

    private static void deployments(Http http) throws Exception {
        Clock clock = Clock.start();
        http.all(
                APPLIES / 5,
                i -> "/apis/apps/v1/namespaces/default/deployments/d" + i + "?fieldManager=bench",
                i ->
                        """
                        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d%1$d"}, "spec": {"selector": {"matchLabels": {"app": "d"}},
                         "template": {"metadata": {"labels": {"app": "d"}}, "spec": {"containers": [{"name": "c", "image": "i:1",
                         "ports": [{"containerPort": 80}], "readinessProbe": {"httpGet": {"path": "/", "port": 80}}}]}}}}
                        """
                                .formatted(i));
        clock.print("server-side applies that create a Deployment", APPLIES / 5);
    }

    private static void watches(Http http) throws Exception {
        AtomicLong lines = new AtomicLong();
        long wanted = (long) APPLIES * WATCHERS;
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < WATCHERS; i++) {
            http.watch(part -> {
                long count = 0;
                for (int at = 0; at < part.length(); at++) {
                    count += part.getByte(at) == '\n' ? 1 : 0;
                }
                if (lines.addAndGet(count) >= wanted) {
                    done.countDown();
                }
            });
        }
        Clock clock = Clock.start();
        changes(http, 2, "server-side applies that change one, with " + WATCHERS + " watches");
        done.await(60, TimeUnit.SECONDS);
        clock.print("  watch events delivered", lines.get());
    }

    private void heap() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        long before = used();
        try (ApiServer server = ApiServer.start(new ApiServerOptions(data.resolve("heap"), 0))) {
            Http http = new Http(vertx, server);
            http.all(
                    OBJECTS,
                    i -> "/api/v1/namespaces/default/pods/p" + i + "?fieldManager=bench",
                    LocalClusterBench::pod);
            print("heap for the server with 10,000 pods", (used() - before) / 1e6, "MB");
            http.all(
                    OBJECTS,
                    i -> "/api/v1/namespaces/default/pods/p" + i + "/status?fieldManager=node&force=true",
                    LocalClusterBench::podStatus);
            print("  and with the status of each and all changes to watch", (used() - before) / 1e6, "MB");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Straight into the store, as nobody waits 24 hours. */
    private static void history() {
        Store store = new Store();
        ObjectNode[] objects = new ObjectNode[100];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = (ObjectNode) Json.parse(pod(i), false);
            Json.under(objects[i], "metadata").put("namespace", "default");
        }
        long before = used();
        long begin = System.nanoTime();
        int writes = (int) TimeUnit.HOURS.toSeconds(24) * WRITES_A_SECOND;
        for (int i = 0; i < writes; i++) {
            Json.under(objects[i % objects.length], "status").put("message", "m" + i);
            store.put("pods", objects[i % objects.length]);
        }
        print("24 h of history at " + WRITES_A_SECOND + " writes/s: writes", writes, "");
        print("  heap after it", (used() - before) / 1e6, "MB");
        print("  time for it", millis(begin), "ms");
        assertThat(store.version()).isGreaterThan(writes);
    }

    private static String configMap(String name) {
        return "/api/v1/namespaces/default/configmaps/" + name + "?fieldManager=bench";
    }

    private static String map(String name, int value) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"app\":\"bench\"}},\"data\":{\"one\":\"" + value + "\",\"two\":\"2\"}}";
    }

    private static String pod(int i) {
        return """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p%1$d", "labels": {"app": "p", "number": "n%1$d"}},
                 "spec": {"containers": [{"name": "c", "image": "backend:1.0", "ports": [{"containerPort": 8080}],
                 "env": [{"name": "A", "value": "b"}], "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
                 "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}}}]}}
                """
                .formatted(i);
    }

    private static String podStatus(int i) {
        return """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p%1$d"}, "status": {"phase": "Running", "podIP": "10.0.0.1",
                 "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"},
                 {"type": "ContainersReady", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}],
                 "containerStatuses": [{"name": "c", "image": "backend:1.0", "imageID": "x", "ready": true, "restartCount": 0,
                 "started": true, "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}}]}}
                """
                .formatted(i);
    }

    /** A client that costs little, so that the server is what is measured. */
    private static final class Http {

        private final Context context;
        private final HttpClient client;
        private final RequestOptions base;

        Http(Vertx vertx, ApiServer server) {
            String token = server.adminKubeconfig()
                    .lines()
                    .filter(line -> line.contains("token: "))
                    .map(line -> line.replace("token:", "").trim())
                    .findFirst()
                    .orElseThrow();
            this.context = vertx.getOrCreateContext();
            HttpClientOptions options =
                    new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
            this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONCURRENT + WATCHERS));
            this.base = new RequestOptions()
                    .setHost("127.0.0.1")
                    .setPort(
                            Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1)))
                    .putHeader("Authorization", "Bearer " + token)
                    .putHeader("Content-Type", Writes.APPLY);
        }

        void all(int count, IntFunction<String> path, IntFunction<String> body) throws InterruptedException {
            Semaphore room = new Semaphore(CONCURRENT);
            AtomicLong failed = new AtomicLong();
            for (int i = 0; i < count; i++) {
                assertThat(room.tryAcquire(30, TimeUnit.SECONDS))
                        .as("answered: %d", i)
                        .isTrue();
                String sent = body.apply(i);
                RequestOptions options =
                        new RequestOptions(base).setMethod(HttpMethod.PATCH).setURI(path.apply(i));
                // On the client's own thread: else the answer can be over before its body is asked for.
                context.runOnContext(now -> client.request(options)
                        .compose(request -> request.send(Buffer.buffer(sent)))
                        .compose(response -> {
                            failed.addAndGet(response.statusCode() >= 300 ? 1 : 0);
                            return response.body();
                        })
                        .onFailure(e -> failed.incrementAndGet())
                        .onComplete(end -> room.release()));
            }
            assertThat(room.tryAcquire(CONCURRENT, 30, TimeUnit.SECONDS))
                    .as("all were answered")
                    .isTrue();
            assertThat(failed).hasValue(0);
        }

        void watch(java.util.function.Consumer<Buffer> parts) throws Exception {
            client.request(new RequestOptions(base)
                            .setMethod(HttpMethod.GET)
                            .setURI("/api/v1/namespaces/default/configmaps?watch=true&resourceVersion="
                                    + Long.MAX_VALUE))
                    .compose(request -> request.send())
                    .onSuccess(response -> response.handler(parts::accept))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }
}
