package io.cpubound.localcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the stock kubectl shows, command by command. The transcripts were recorded on a real cluster
 * ({@code -Dcluster=current -Dkubectl.record=true}); the local one must say the same.
 */
class KubectlTest {

    private static final String FOLDER = "src/test/resources/io/cpubound/localcluster/api/kubectl";
    private static final boolean CURRENT = "current".equals(System.getProperty("cluster"));

    private static ApiServer server;
    private static Path kubeconfig;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        assumeTrue(there, "no kubectl on the PATH: its transcripts are not compared");
        kubeconfig = Files.createTempFile("kubectl", ".kubeconfig");
        if (CURRENT) {
            Files.writeString(kubeconfig, run(Map.of(), "kubectl config view --raw --minify --flatten"));
        } else {
            server = ApiServer.start(new ApiServerOptions(Files.createTempDirectory("api"), 0));
            Files.writeString(kubeconfig, server.adminKubeconfig());
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    static List<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(FOLDER))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void saysWhatItSaysOnARealCluster(String name) throws IOException, InterruptedException {
        Path file = Path.of(FOLDER, name);
        String namespace = "kubectl-" + name.replace(".txt", "");
        Map<String, String> environment =
                Map.of("KUBECONFIG", kubeconfig.toString(), "NAMESPACE", namespace, "LC_ALL", "C", "TZ", "UTC");
        run(environment, "kubectl create namespace " + namespace);
        run(environment, "kubectl config set-context --current --namespace=" + namespace);
        if (CURRENT) {
            run(environment, "until kubectl get sa/default cm/kube-root-ca.crt; do :; done");
        }
        try {
            Transcript expected = Transcript.read(file);
            Transcript found = expected.run(Path.of(FOLDER, "files"), environment);
            if (Boolean.getBoolean("kubectl.record")) {
                Files.writeString(file, found.text());
            }
            for (int i = 0; i < expected.steps().size(); i++) {
                assertThat(found.steps().get(i).text())
                        .isEqualTo(expected.steps().get(i).text());
            }
        } finally {
            run(environment, "kubectl delete namespace --wait=false " + namespace);
        }
    }

    private static String run(Map<String, String> environment, String command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().putAll(environment);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
