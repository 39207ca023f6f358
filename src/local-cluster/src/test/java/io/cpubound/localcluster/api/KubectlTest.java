package io.cpubound.localcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.cpubound.localcluster.junit.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the stock kubectl shows, command by command, with the newest one found or with {@code -Dkubectl.versions=all} (or
 * {@code 1.27,1.36}; {@code make kubectl-matrix}) with each. The transcripts were recorded on a real cluster
 * ({@code -Dcluster=current -Dkubectl.versions=all -Dkubectl.record=true}); the local one must say the same.
 * {@code -Dkubectl.transcript=apply,auth} takes these alone.
 */
@LocalCluster
class KubectlTest {

    private static final Path FOLDER = Path.of("src/test/resources/io/cpubound/localcluster/api/kubectl");
    private static final boolean CURRENT = "current".equals(System.getProperty("cluster"));
    private static final boolean RECORD = Boolean.getBoolean("kubectl.record");
    private static final String NEWEST = "newest";
    private static final String VERSIONS = System.getProperty("kubectl.versions", NEWEST);
    /** What only the local cluster answers: that it does not have something. */
    private static final String NOT_SERVED = "not-served";

    /** By transcript and minor version. */
    private static final Map<String, TreeMap<Integer, List<String>>> SEEN = new HashMap<>();

    @TempDir
    static Path folder;

    private static List<Kubectl> kubectls = List.of();
    private static Path cluster;

    @BeforeAll
    static void find(Path kubeconfig) throws IOException, InterruptedException {
        List<Kubectl> found = Kubectl.found();
        assumeFalse(found.isEmpty(), "no kubectl on the PATH: its transcripts are not compared");
        kubectls = found.stream()
                .filter(kubectl -> VERSIONS.equals("all")
                        || List.of(VERSIONS.split(",", -1)).contains(kubectl.toString())
                        || VERSIONS.equals(NEWEST) && kubectl.equals(found.get(found.size() - 1)))
                .toList();
        cluster = kubeconfig;
    }

    @AfterAll
    static void record() throws IOException {
        if (RECORD) {
            for (String name : SEEN.keySet()) {
                Path file = FOLDER.resolve(name + ".txt");
                Files.writeString(
                        file, Transcript.read(file).recorded(SEEN.get(name)).text());
            }
        }
    }

    static List<Arguments> matrix() throws IOException {
        String only = System.getProperty("kubectl.transcript", "");
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .map(name -> name.replace(".txt", ""))
                    .filter(name -> !CURRENT || !name.equals(NOT_SERVED))
                    .filter(name ->
                            only.isEmpty() || List.of(only.split(",", -1)).contains(name))
                    .sorted()
                    .flatMap(name -> kubectls.stream().map(kubectl -> Arguments.of(kubectl, name)))
                    .toList();
        }
    }

    @ParameterizedTest(name = "kubectl {0}: {1}")
    @MethodSource("matrix")
    void saysWhatItSaysOnARealCluster(Kubectl kubectl, String name) throws IOException, InterruptedException {
        Transcript expected = Transcript.read(FOLDER.resolve(name + ".txt"));
        List<String> found;
        try (KubectlSession session =
                new KubectlSession(kubectl, cluster, Files.createTempDirectory(folder, name), "kubectl-" + name)) {
            found = session.answers(expected, FOLDER.resolve("files"));
        }
        if (RECORD) {
            SEEN.computeIfAbsent(name, key -> new TreeMap<>()).put(kubectl.minor(), found);
            abort("recorded");
        }
        for (int i = 0; i < found.size(); i++) {
            Transcript.Step step = expected.steps().get(i);
            assertThat(found.get(i))
                    .as("kubectl %s: %s", kubectl, step.line())
                    .isEqualTo(step.answers().of(kubectl.minor()));
        }
    }
}
