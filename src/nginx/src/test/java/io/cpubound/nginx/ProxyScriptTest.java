package io.cpubound.nginx;

import static io.cpubound.nginx.ProxyTrafficTest.listing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script in the nginx pod: what it takes, refuses, reports, and how it stops. */
class ProxyScriptTest {

    @TempDir
    Path folder;

    @Test
    void aNewConfigurationIsTakenAndReported() throws Exception {
        try (App first = new App();
                App second = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(first.server()))) {
            assertThat(proxy.status())
                    .isEqualTo(new ProxyStatus(listing(first.server()).hash(), Optional.empty(), 0));
            assertThat(proxy.ask("/ready").statusCode()).isEqualTo(200);

            NginxConfiguration next = listing(second.server());
            proxy.mount(next);
            proxy.awaitReleased(next.hash());

            assertThat(proxy.get("/").body()).startsWith(second.address);
        }
    }

    /** As in a pod, where nobody names addresses: all of them, and those of IPv6 where the kernel has any. */
    @Test
    void listensOnAllAddressesOfBothFamilies() throws Exception {
        Path stub = Files.createDirectories(folder.resolve("stub"));
        Files.writeString(stub.resolve("nginx"), "#!/bin/sh\n[ \"$1\" = -v ]\n");
        assertThat(stub.resolve("nginx").toFile().setExecutable(true)).isTrue();
        Path run = Files.createDirectories(folder.resolve("run"));
        Path config = Files.createDirectories(folder.resolve("config"));
        for (Map.Entry<String, String> file : listing().files().entrySet()) {
            Files.writeString(config.resolve(file.getKey()), file.getValue());
        }
        ProcessBuilder script = new ProcessBuilder("sh", config + "/proxy.sh", config.toString(), run.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        script.environment().put("PATH", stub + ":" + System.getenv("PATH"));
        Process process = script.start();
        try {
            // The last file that it writes before it starts nginx.
            await().until(() -> Files.exists(run.resolve("process.conf")));
        } finally {
            process.destroyForcibly().waitFor();
        }

        Path ipv6 = Path.of("/proc/net/if_inet6");
        boolean hasIpv6 = Files.exists(ipv6) && !Files.readString(ipv6).isEmpty();
        List<String> expected = hasIpv6 ? List.of("listen 8080;", "listen [::]:8080;") : List.of("listen 8080;");
        assertThat(Files.readAllLines(run.resolve("listen-traffic.conf"))).isEqualTo(expected);
    }

    @Test
    void anOldWorkerCountsUntilItsLastRequestIsAnswered() throws Exception {
        try (App leaving = new App();
                App staying = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(leaving.server()))) {
            CompletableFuture<HttpResponse<String>> held = held(proxy);
            leaving.awaitHeld();

            NginxConfiguration next = listing(staying.server());
            proxy.mount(next);
            proxy.awaitRunning(next.hash());
            await().until(() -> proxy.status().oldWorkers() == 1);
            assertThat(held).isNotDone();
            leaving.release();

            proxy.awaitReleased(next.hash());
            assertThat(held.join().body()).startsWith(leaving.address);
        }
    }

    /** The order of the handshake: hash first, then status, at any instant of many reloads. */
    @Test
    void whoHasSeenANewHashNeverReadsThatNoOldWorkerIsLeftWhileOneHoldsARequest() throws Exception {
        try (App leaving = new App();
                App staying = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(leaving.server()))) {
            CompletableFuture<HttpResponse<String>> held = held(proxy);
            leaving.awaitHeld();
            for (int round = 0; round < 8; round++) {
                NginxConfiguration next =
                        round % 2 == 0 ? listing(staying.server()) : listing(staying.server(), leaving.server());
                proxy.mount(next);
                await().pollInterval(Duration.ofMillis(1)).until(() -> {
                    boolean seen = proxy.ask("/config").body().strip().equals(next.hash());
                    int oldWorkers = proxy.status().oldWorkers();
                    assertThat(!seen || oldWorkers > 0).isTrue();
                    return seen;
                });
            }
            leaving.release();
            assertThat(held.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatNginxRefusesDoesNotRunAndIsReportedInItsWords() throws Exception {
        try (App app = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(app.server()))) {
            String running = listing(app.server()).hash();
            proxy.mount(broken("ffff"));

            await().until(() -> proxy.status().rejected().isPresent());
            ProxyStatus.Rejected rejected = proxy.status().rejected().orElseThrow();
            assertThat(rejected.hash()).isEqualTo("ffff");
            assertThat(rejected.error()).contains("unknown directive \"nonsense\"");
            assertThat(proxy.ask("/config").body()).isEqualTo(running + "\n");
            assertThat(proxy.get("/").statusCode()).isEqualTo(200);

            NginxConfiguration good = listing();
            proxy.mount(good);
            proxy.awaitReleased(good.hash());
        }
    }

    @Test
    void aConfigurationThatComesBackIsNoLongerRefused() throws Exception {
        try (App app = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(app.server()))) {
            proxy.mount(broken("ffff"));
            await().until(() -> proxy.status().rejected().isPresent());
            proxy.mount(listing(app.server()));
            proxy.awaitReleased(listing(app.server()).hash());
        }
    }

    @Test
    void aFileThatIsNotOursIsLeftAlone() throws Exception {
        try (App app = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(app.server()))) {
            proxy.mount(Map.of("nginx.conf", "events {}\n"));
            NginxConfiguration next = listing();
            assertThat(proxy.get("/").statusCode()).isEqualTo(200);
            proxy.mount(next);
            proxy.awaitReleased(next.hash());
            assertThat(proxy.log()).doesNotContain("refused");
        }
    }

    @Test
    void withAFirstConfigurationThatNginxRefusesThePodEndsAndSaysWhy() throws Exception {
        Map<String, String> files = new HashMap<>(listing().files());
        files.putAll(broken("ffff"));
        try (RunningProxy proxy =
                RunningProxy.startUnawaited(folder, new NginxConfiguration("ffff", new java.util.TreeMap<>(files)))) {
            assertThat(proxy.exitCode()).isEqualTo(1);
            assertThat(proxy.log()).contains("nginx refuses ffff").contains("unknown directive \"nonsense\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "QUIT"})
    void toldToStopItIsUnreadyButServesOnAndFinishesEveryRequest(String signal) throws Exception {
        try (App app = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(app.server()))) {
            CompletableFuture<HttpResponse<String>> held = held(proxy);
            app.awaitHeld();

            proxy.signal(signal);
            await().until(() -> proxy.ask("/ready").statusCode() == 503);
            assertThat(proxy.get("/").statusCode()).isEqualTo(200);

            // A drain that begins now still gets its proof from this pod.
            NginxConfiguration next = listing();
            proxy.mount(next);
            proxy.awaitRunning(next.hash());
            await().until(() -> proxy.status().oldWorkers() == 1);
            proxy.signal(signal);
            assertThat(held).isNotDone();
            assertThat(proxy.hasEnded()).isFalse();
            app.release();

            assertThat(held.join().statusCode()).isEqualTo(200);
            assertThat(proxy.exitCode()).isZero();
        }
    }

    @Test
    void whenNginxEndsThePodEndsAndSaysSo() throws Exception {
        try (RunningProxy proxy = RunningProxy.start(folder, listing())) {
            List<ProcessHandle> workers = proxy.nginx().children().toList();
            proxy.nginx().destroyForcibly();
            workers.forEach(ProcessHandle::destroyForcibly);
            assertThat(proxy.exitCode()).isEqualTo(1);
            assertThat(proxy.log()).contains("nginx has ended");
        }
    }

    @Test
    void aWorkerThatIsKilledIsReplacedAndCountsForNothing() throws Exception {
        try (App app = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(app.server()))) {
            proxy.nginx().children().findFirst().orElseThrow().destroyForcibly();
            NginxConfiguration next = listing();
            proxy.mount(next);
            proxy.awaitReleased(next.hash());
        }
    }

    /** A full disk, as far as a script can tell: nothing can be written where it writes. */
    @Test
    void whatCannotBeWrittenIsNotLoadedAndTriedAgain() throws Exception {
        try (App app = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(app.server()))) {
            Path candidate = Files.createDirectory(proxy.run.resolve("candidate.conf"));
            Path inTheWay = Files.createDirectory(candidate.resolve("nginx.conf"));
            NginxConfiguration next = listing();
            proxy.mount(next);
            await().until(() -> proxy.status().rejected().isPresent());
            assertThat(proxy.status().rejected().orElseThrow().error()).startsWith("cannot copy it to ");
            assertThat(proxy.get("/").statusCode()).isEqualTo(200);

            Files.delete(inTheWay);
            Files.delete(candidate);
            proxy.awaitReleased(next.hash());
        }
    }

    private static CompletableFuture<HttpResponse<String>> held(RunningProxy proxy) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return proxy.get("/held");
            } catch (java.io.IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Map<String, String> broken(String hash) {
        return Map.of("nginx.conf", "# cpubound-config " + hash + "\nnonsense;\n");
    }
}
