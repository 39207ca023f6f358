package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exec, cp, attach and port-forward of the kubectls that this machine has, over WebSockets and over SPDY. */
@LocalCluster
class KubectlStreamsTest {

    private static final Path NOTHING = Path.of("/dev/null");
    private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127.0.0.1:(\\d+) -> .*");

    private static Path kubeconfig;
    private static Api api;
    private static Scratch scratch;
    private static StreamPods pods;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start(KubernetesClient client, Path given) {
        assumeFalse(Kubectl.all().isEmpty(), "no kubectl on the PATH: its streams are not tried");
        kubeconfig = given;
        api = Api.of(client);
        scratch = new Scratch(api, "conf-kubectl-streams");
        pods = new StreamPods(api, scratch);
        pods.sleeper("sleeper");
        pods.several("several");
        pods.completed("completed");
        pods.web("web");
    }

    @AfterAll
    static void stop() {
        if (scratch != null) {
            scratch.close();
        }
    }

    static List<Kubectl> kubectls() {
        return Kubectl.all();
    }

    private static Kubectl.Result exec(Kubectl kubectl, Path in, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 3];
        all[0] = "exec";
        all[1] = "-i";
        all[2] = "--namespace=" + scratch.name();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return kubectl.run(kubeconfig, in, all);
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void execBringsWhatACommandPrintsAndItsExitCode(Kubectl kubectl) throws Exception {
        Kubectl.Result result =
                exec(kubectl, NOTHING, "sleeper", "--", "sh", "-c", "echo out $COLOUR; echo err >&2; exit 3");

        assertThat(result).isEqualTo(new Kubectl.Result(3, "out blue\n", "err\ncommand terminated with exit code 3\n"));
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void whatIsTypedArrivesWholeAndSoDoesItsEnd(Kubectl kubectl) throws Exception {
        byte[] bytes = new byte[2_000_000];
        new Random(7).nextBytes(bytes);
        Path typed = Files.write(folder.resolve("typed"), bytes);

        Kubectl.Result result = exec(kubectl, typed, "sleeper", "--", "cat");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().equals(new String(bytes, StandardCharsets.ISO_8859_1)))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void whatCannotBeIsSaidAsOnARealCluster(Kubectl kubectl) throws Exception {
        assertThat(exec(kubectl, NOTHING, "sleeper", "--", "nosuch").err())
                .contains("error: Internal error occurred: ")
                .contains("exec: \"nosuch\": executable file not found in $PATH");
        assertThat(exec(kubectl, NOTHING, "several", "-c", "i", "--", "true").err())
                .isEqualTo("error: unable to upgrade connection: container not found (\"i\")\n");
        assertThat(exec(kubectl, NOTHING, "sleeper", "-c", "x", "--", "true").err())
                .contains("container x is not valid for pod sleeper");
        assertThat(exec(kubectl, NOTHING, "completed", "--", "true").err())
                .contains("cannot exec into a container in a completed pod; current phase is Succeeded");
        assertThat(exec(kubectl, NOTHING, "absent", "--", "true").err()).contains("pods \"absent\" not found");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void filesAreCopiedBothWays(Kubectl kubectl) throws Exception {
        // A folder that is the container's alone on a real cluster and this machine's here.
        String there = "/tmp/conf-streams-" + ProcessHandle.current().pid();
        Path sent = Files.writeString(folder.resolve("sent"), "some text");
        String namespace = "--namespace=" + scratch.name();

        assertThat(kubectl.run(kubeconfig, NOTHING, "cp", namespace, sent.toString(), "sleeper:" + there)
                        .code())
                .isZero();
        Path back = folder.resolve("back");
        assertThat(kubectl.run(kubeconfig, NOTHING, "cp", namespace, "sleeper:" + there, back.toString())
                        .code())
                .isZero();
        exec(kubectl, NOTHING, "sleeper", "--", "rm", there);

        assertThat(back).hasContent("some text");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void portsAreForwardedAndARefusedOneIsTheEnd(Kubectl kubectl) throws Exception {
        Path err = folder.resolve("err");
        Process forward = kubectl.start(
                kubeconfig,
                ProcessBuilder.Redirect.from(NOTHING.toFile()),
                err,
                "port-forward",
                "--namespace=" + scratch.name(),
                "--address=127.0.0.1",
                "web",
                ":8080",
                ":9999");
        try (BufferedReader out = forward.inputReader()) {
            int good = port(out);
            int bad = port(out);
            HttpClient http = HttpClient.newHttpClient();
            IntStream.range(0, 8)
                    .mapToObj(i -> http.sendAsync(get(good), HttpResponse.BodyHandlers.ofString()))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .forEach(answer -> assertThat(answer.body()).isEqualTo("hello"));
            CompletableFuture<HttpResponse<String>> refused =
                    http.sendAsync(get(bad), HttpResponse.BodyHandlers.ofString());

            assertThat(refused).failsWithin(60, TimeUnit.SECONDS);
            assertThat(forward.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(forward.exitValue()).isEqualTo(1);
            assertThat(Files.readString(err))
                    .contains("an error occurred forwarding " + bad + " -> 9999: error forwarding port 9999 to pod ")
                    .contains("connect: connection refused")
                    .contains("error: lost connection to pod");
        } finally {
            forward.destroyForcibly();
        }
    }

    private static int port(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).matches(FORWARDING);
        Matcher matcher = FORWARDING.matcher(line);
        matcher.matches();
        return Integer.parseInt(matcher.group(1));
    }

    private static HttpRequest get(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }
}
