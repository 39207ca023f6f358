package io.cpubound.nginx;

import static io.cpubound.nginx.LoadBalancing.IP_HASH;
import static io.cpubound.nginx.LoadBalancing.LEAST_CONNECTIONS;
import static io.cpubound.nginx.LoadBalancing.RANDOM;
import static io.cpubound.nginx.LoadBalancing.ROUND_ROBIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden files are what nginx gets; {@code -Dgolden=write} writes them anew. */
class NginxConfigurationTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** The lesson's settings. */
    private static final ProxySettings REFERENCE = settings(ROUND_ROBIN);

    private static final List<UpstreamServer> THREE = servers("10.0.0.1", "10.0.0.2", "10.0.0.3");

    private static final Map<UpstreamServer, Integer> ONE_WARMS_UP = Map.of(THREE.get(2), 10);

    private static final Map<String, NginxConfiguration> CASES = new TreeMap<>(Map.of(
            "one-warms-up.conf", NginxConfiguration.render(REFERENCE, THREE, ONE_WARMS_UP),
            "one-warms-up-of-small-weight.conf",
                    NginxConfiguration.render(
                            new ProxySettings(7, 3, Duration.ofSeconds(3), ROUND_ROBIN, Duration.ofMinutes(1)),
                            THREE,
                            ONE_WARMS_UP),
            "no-pod-is-ready.conf", NginxConfiguration.render(REFERENCE, List.of()),
            "reference.conf", NginxConfiguration.render(REFERENCE, THREE),
            "one-pod.conf", NginxConfiguration.render(REFERENCE, servers("10.0.0.1")),
            "ipv6.conf", NginxConfiguration.render(REFERENCE, servers("fd00::2", "10.0.0.1", "fd00::1")),
            "least-connections.conf", NginxConfiguration.render(settings(LEAST_CONNECTIONS), THREE),
            "ip-hash.conf", NginxConfiguration.render(settings(IP_HASH), THREE),
            "random.conf", NginxConfiguration.render(settings(RANDOM), THREE),
            "other-numbers.conf",
                    NginxConfiguration.render(
                            new ProxySettings(1, 0, Duration.ofMillis(1500), ROUND_ROBIN, Duration.ofMinutes(10)),
                            THREE)));

    @TestFactory
    Stream<DynamicTest> everyCaseIsAsItsGoldenFileAndAcceptedByNginx(@TempDir Path folder) {
        return CASES.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    String text = text(entry.getValue());
                    if ("write".equals(System.getProperty("golden"))) {
                        Files.writeString(GOLDEN.resolve(entry.getKey()), text);
                    }
                    assertThat(text).isEqualTo(Files.readString(GOLDEN.resolve(entry.getKey())));
                    Nginx.accepts(folder.resolve(entry.getKey()), text);
                }));
    }

    @Test
    void nginxAcceptsTrafficOnBothFamilies(@TempDir Path folder) throws Exception {
        assumeTrue(hasIpv6(), "this machine has no ::1 (as in Docker by default), so listening on it is not tested");

        Nginx.accepts(
                folder,
                text(NginxConfiguration.render(REFERENCE, THREE)),
                "listen 127.20.255.1:8080; listen [::1]:8080;");
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void everyGoldenFileHasACase() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(CASES.keySet());
        }
    }

    @Test
    void aHundredPodsAreAcceptedByNginx(@TempDir Path folder) throws Exception {
        List<UpstreamServer> hundreds = IntStream.range(0, 300)
                .mapToObj(i -> new UpstreamServer("10.1." + i / 250 + "." + i % 250, 8080))
                .toList();
        for (LoadBalancing way : LoadBalancing.values()) {
            Nginx.accepts(folder, text(NginxConfiguration.render(settings(way), hundreds)));
        }
    }

    @Test
    void theOrderOfServersAndTheirRepetitionChangeNothing() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<UpstreamServer> servers = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                servers.add(new UpstreamServer("10.0." + random.nextInt(3) + "." + random.nextInt(256), 8080));
            }
            NginxConfiguration first = NginxConfiguration.render(REFERENCE, servers);
            servers.addAll(List.copyOf(servers));
            Collections.shuffle(servers, random);
            assertThat(NginxConfiguration.render(REFERENCE, servers))
                    .as("seed %d", seed)
                    .isEqualTo(first);
        }
    }

    @Test
    void whatServesDifferentlyHasAnotherHash() {
        Map<String, List<NginxConfiguration>> byHash = Stream.concat(
                        CASES.values().stream(),
                        Stream.of(
                                NginxConfiguration.render(REFERENCE, servers("10.0.0.1", "10.0.0.2")),
                                NginxConfiguration.render(
                                        new ProxySettings(
                                                100, 3, Duration.ofSeconds(3), ROUND_ROBIN, Duration.ofSeconds(61)),
                                        THREE)))
                .collect(Collectors.groupingBy(NginxConfiguration::hash));
        assertThat(byHash).hasSize(CASES.size() + 2).allSatisfy((hash, same) -> assertThat(hash)
                .matches("[0-9a-f]{16}"));
    }

    @Test
    void theHashStandsInTheFirstLineAndBehindConfig() {
        NginxConfiguration configuration = NginxConfiguration.render(REFERENCE, THREE);
        assertThat(text(configuration))
                .startsWith("# cpubound-config " + configuration.hash() + "\n")
                .contains("return 200 \"" + configuration.hash() + "\\n\";")
                .doesNotContain("@");
    }

    @Test
    void theConfigMapCarriesTheScriptThatThePodRuns() {
        NginxConfiguration configuration = NginxConfiguration.render(REFERENCE, THREE);
        assertThat(configuration.files()).containsOnlyKeys("nginx.conf", "proxy.sh");
        assertThat(ProxyPod.COMMAND).contains(ProxyPod.CONFIG_DIRECTORY + "/proxy.sh");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void aWeightOutOfRangeIsRefusedByItsValue(int weight) {
        assertThatThrownBy(
                        () -> new ProxySettings(weight, 3, Duration.ofSeconds(3), ROUND_ROBIN, Duration.ofSeconds(60)))
                .hasMessage("weight is " + weight + ", must be from 1 to 65535");
    }

    @Test
    void durationsOfNothingAreRefused() {
        assertThatThrownBy(() -> new ProxySettings(1, -1, Duration.ofSeconds(3), ROUND_ROBIN, Duration.ofSeconds(60)))
                .hasMessage("maxFails is -1, must be 0 or more");
        assertThatThrownBy(() -> new ProxySettings(1, 1, Duration.ZERO, ROUND_ROBIN, Duration.ofSeconds(60)))
                .hasMessage("failTimeout is PT0S, must be more than nothing");
        assertThatThrownBy(() -> new ProxySettings(1, 1, Duration.ofSeconds(3), ROUND_ROBIN, Duration.ofSeconds(-1)))
                .hasMessage("drainTimeout is PT-1S, must be more than nothing");
    }

    private static String text(NginxConfiguration configuration) {
        return configuration.files().getOrDefault(NginxConfiguration.CONFIG_FILE, "");
    }

    private static ProxySettings settings(LoadBalancing way) {
        return new ProxySettings(100, 3, Duration.ofSeconds(3), way, Duration.ofSeconds(60));
    }

    private static List<UpstreamServer> servers(String... addresses) {
        return Stream.of(addresses)
                .map(address -> new UpstreamServer(address, 8080))
                .toList();
    }
}
