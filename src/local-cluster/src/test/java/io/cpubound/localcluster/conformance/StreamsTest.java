package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exec, attach and port-forward over WebSockets; {@link KubectlStreamsTest} has SPDY. */
@LocalCluster
class StreamsTest {

    private static final String RBAC = "rbac.authorization.k8s.io/v1";
    private static final String V4 = "v4.channel.k8s.io";
    private static final String V5 = "v5.channel.k8s.io";
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int CLOSE = 255;
    private static final int NORMAL = 1000;

    private static KubernetesClient client;
    private static Api api;
    private static Scratch scratch;
    private static StreamPods pods;

    @BeforeAll
    static void start(KubernetesClient given) {
        client = given;
        api = Api.of(client);
        scratch = new Scratch(api, "conf-streams");
        pods = new StreamPods(api, scratch);
        pods.sleeper("sleeper");
        pods.several("several");
        pods.unscheduled("unscheduled");
        pods.web("web");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static PodResource pod(String name) {
        return client.pods().inNamespace(scratch.name()).withName(name);
    }

    private static String exec(String pod, String options, String... command) {
        String words = Arrays.stream(command)
                .map(word -> "&command=" + URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
        return scratch.path("pods/" + pod + "/exec?" + options + words);
    }

    @Test
    void aCommandsOutputAndExitCodeComeBack() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ExecWatch watch = pod("sleeper")
                .writingOutput(out)
                .writingError(err)
                .exec("sh", "-c", "echo out $COLOUR; echo err >&2; exit 3")) {
            assertThat(watch.exitCode().get(60, TimeUnit.SECONDS)).isEqualTo(3);
        }
        assertThat(out).hasToString("out blue\n");
        assertThat(err).hasToString("err\n");
    }

    @Test
    void muchOutputComesWhole() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch watch = pod("sleeper").writingOutput(out).exec("head", "-c", "5000000", "/dev/zero")) {
            assertThat(watch.exitCode().get(60, TimeUnit.SECONDS)).isZero();
        }
        assertThat(out.size()).isEqualTo(5_000_000);
    }

    @Test
    void theStatusIsOnAChannelOfItsOwn() {
        try (Channels exec = api.channels(exec("sleeper", "stdout=true", "sh", "-c", "exit 3"), V4)) {
            assertThat(exec.awaitEnd()).isEqualTo(NORMAL);
            assertThat(exec.protocol()).isEqualTo(V4);
            assertThat(exec.first()).isEqualTo(STDOUT);
            assertThat(exec.text(ERROR))
                    .isEqualTo(
                            "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero exit"
                                    + " code: error executing command [sh -c exit 3], exit code 3\",\"reason\":\"NonZeroExitCode\","
                                    + "\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"3\"}]}}");
        }
        try (Channels exec = api.channels(exec("sleeper", "stderr=true", "true"), V5)) {
            assertThat(exec.awaitEnd()).isEqualTo(NORMAL);
            assertThat(exec.first()).isEqualTo(STDERR);
            assertThat(exec.text(ERROR)).isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
        }
        try (Channels exec = api.channels(exec("sleeper", "stdout=true", "sh", "-c", "exit 3"), "channel.k8s.io")) {
            assertThat(exec.awaitEnd()).isEqualTo(NORMAL);
            assertThat(exec.text(ERROR))
                    .isEqualTo(
                            "command terminated with non-zero exit code: error executing command [sh -c exit 3], exit"
                                    + " code 3");
        }
    }

    @Test
    void theClientTypesAndSaysWhenItIsDone() throws Exception {
        try (Channels exec = api.channels(exec("sleeper", "stdin=true&stdout=true", "cat"), V5)) {
            exec.send(STDIN, "one ");
            exec.awaitText(STDOUT, "one ");
            exec.send(STDIN, "two");
            exec.send(CLOSE, "\0");

            assertThat(exec.awaitEnd()).isEqualTo(NORMAL);
            assertThat(exec.text(STDOUT)).isEqualTo("one two");
            assertThat(exec.text(ERROR)).contains("Success");
        }
    }

    @Test
    void aTerminalHasASizeAndOneOutput() throws Exception {
        String[] command = {"sh", "-c", "test -t 0 && echo terminal; read go; stty size; echo err >&2; exit 5"};
        try (Channels exec = api.channels(exec("sleeper", "stdin=true&stdout=true&tty=true", command), V4)) {
            exec.awaitText(STDOUT, "terminal");
            exec.send(4, "{\"Width\":77,\"Height\":33}");
            awaitSize(exec);

            assertThat(exec.awaitEnd()).isEqualTo(NORMAL);
            assertThat(exec.text(STDOUT)).contains("33 77", "err");
            assertThat(exec.text(STDERR)).isEmpty();
            assertThat(exec.text(ERROR)).contains("\"message\":\"5\"");
        }
    }

    /** The size is set beside what is typed: asks in a second session until it is there. */
    private static void awaitSize(Channels exec) {
        String sizes = "for t in /dev/pts/[0-9]*; do stty size < $t; done 2> /dev/null | grep -q '^33 77$'";
        String code = "";
        while (!code.contains("Success")) {
            try (Channels asking = api.channels(exec("sleeper", "stdout=true", "sh", "-c", sizes), V4)) {
                asking.awaitEnd();
                code = asking.text(ERROR);
            }
        }
        exec.send(STDIN, "\n");
    }

    @Test
    void aProgramThatIsNotThereIsAnInternalError() {
        try (Channels exec = api.channels(exec("sleeper", "stdout=true", "nosuch"), V4)) {
            assertThat(exec.awaitEnd()).isEqualTo(NORMAL);
            assertThat(exec.text(ERROR))
                    .startsWith(
                            "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"Internal error occurred: error executing"
                                    + " command in container: failed to exec in container: failed to start exec ")
                    .contains(
                            "exec failed: unable to start container process: exec: \\\"nosuch\\\": executable file not"
                                    + " found in $PATH\",\"reason\":\"InternalError\"")
                    .endsWith(",\"code\":500}");
        }
        try (Channels exec = api.channels(exec("sleeper", "stdout=true", "/no/such"), V5)) {
            assertThat(exec.awaitEnd()).isEqualTo(NORMAL);
            assertThat(exec.text(ERROR))
                    .contains("Internal error occurred: Internal error occurred: ")
                    .contains("exec: \\\"/no/such\\\": stat /no/such: no such file or directory\"");
        }
    }

    @Test
    void whatCannotBeIsRefusedBeforeTheUpgrade() {
        api.get(exec("absent", "stdout=true", "true")).fails(404, "pods \"absent\" not found");
        api.get(exec("sleeper", "stdout=true&container=x", "true"))
                .fails(400, "container x is not valid for pod sleeper");
        api.get(exec("several", "stdout=true", "true"))
                .fails(400, "a container name must be specified for pod several, choose one of: [i a b]");
        api.get(exec("unscheduled", "stdout=true", "true")).fails(400, "pod unscheduled does not have a host assigned");
        api.get(exec("sleeper", "stdout=true", "true")).fails(400, "Upgrade request required");
        api.get(scratch.path("pods/sleeper/portforward")).fails(400, "Upgrade request required");
        api.get(scratch.path("pods/web/portforward?ports=x"))
                .fails(400, "cannot convert to []int32: strconv.ParseUint: parsing \"x\": invalid syntax");

        assertThat(api.channels(exec("several", "stdout=true&container=i", "true"), V4)
                        .code())
                .isEqualTo(500);
        assertThat(api.channels(exec("sleeper", "tty=true", "true"), V4).code()).isEqualTo(400);
        assertThat(api.channels(exec("sleeper", "stdout=true", "true"), "made.up")
                        .code())
                .isEqualTo(403);
        assertThat(api.channels(scratch.path("pods/web/portforward"), V4).code())
                .isEqualTo(400);
    }

    @Test
    void whoMayOnlyGetMayNotExec() {
        Api reader = account("reader", "[get]");
        Api both = account("both", "[get, create]");
        String path = exec("sleeper", "stdout=true", "true");
        both.await(path, answer -> answer.code() != 403);
        reader.await(scratch.path("pods/sleeper"), answer -> answer.code() != 403);

        Answer refused = reader.post(path, "{}").must(403);
        assertThat(refused.message())
                .isEqualTo(
                        "pods \"sleeper\" is forbidden: User \"system:serviceaccount:conf-streams:reader\" cannot create"
                                + " resource \"pods/exec\" in API group \"\" in the namespace \"conf-streams\"");
        assertThat(reader.channels(path, V4).code()).isEqualTo(403);
        try (Channels allowed = both.channels(path, V4)) {
            assertThat(allowed.code()).isEqualTo(101);
        }
    }

    @Test
    void editorsMayExecAndViewersMayNot() {
        Api editor = account("editor", "ClusterRole", "edit");
        Api viewer = account("viewer", "ClusterRole", "view");
        String path = exec("sleeper", "stdout=true", "true");
        editor.await(path, answer -> answer.code() != 403);
        viewer.await(scratch.path("pods/sleeper"), answer -> answer.code() != 403);

        assertThat(viewer.channels(path, V4).code()).isEqualTo(403);
        try (Channels allowed = editor.channels(path, V4)) {
            assertThat(allowed.code()).isEqualTo(101);
        }
    }

    private static Api account(String name, String verbs) {
        api.post(
                        scratch.path(RBAC, "roles"),
                        "{metadata: {name: %s}, rules: [{apiGroups: [''], resources: [pods, pods/exec], verbs: %s}]}"
                                .formatted(name, verbs))
                .must(201);
        return account(name, "Role", name);
    }

    private static Api account(String name, String kind, String role) {
        api.post(scratch.path("serviceaccounts"), "{metadata: {name: %s}}".formatted(name))
                .must(201);
        api.post(
                        scratch.path(RBAC, "rolebindings"),
                        """
                        metadata: {name: %1$s}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %2$s, name: %3$s}
                        subjects: [{kind: ServiceAccount, name: %1$s, namespace: conf-streams}]
                        """
                                .formatted(name, kind, role))
                .must(201);
        String token = api.post(
                        scratch.path("serviceaccounts/" + name + "/token"),
                        "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 600}}")
                .must(201)
                .at("status/token");
        return Api.of(client, token);
    }

    @Test
    void whenThePodGoesSoDoesTheCommand() throws Exception {
        pods.sleeper("leaver");
        try (Channels exec = api.channels(exec("leaver", "stdout=true", "sh", "-c", "echo on; sleep 10000"), V4)) {
            exec.awaitText(STDOUT, "on");
            api.delete(scratch.path("pods/leaver")).must(200);

            exec.awaitEnd();
            assertThat(exec.text(ERROR)).contains("\"message\":\"137\"");
        }
    }

    @Test
    void attachFollowsTheContainersOwnOutput() throws Exception {
        pods.counter("counter");
        try (Channels attach = api.channels(scratch.path("pods/counter/attach?stdout=true"), V4)) {
            attach.awaitText(STDOUT, "count");
            int from = Integer.parseInt(attach.text(STDOUT).replaceFirst("(?s)count (\\d+).*", "$1"));
            attach.awaitText(STDOUT, "count " + (from + 5) + "\n");
        }
    }

    @Test
    void aPortIsReachedAsOftenAsOneLikes() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        try (LocalPortForward forward = pod("web").portForward(8080)) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forward.getLocalPort() + "/"))
                                .header("X-Number", Integer.toString(i))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("hello");
            }
        }
    }

    @Test
    void eachPortHasTwoChannelsThatBeginWithItsNumber() throws Exception {
        String path = scratch.path("pods/web/portforward?ports=8080&ports=9999");
        try (Channels forward = api.channels(path, V4)) {
            forward.send(0, "GET / HTTP/1.0\r\n\r\n");
            forward.awaitText(0, "hello");
            forward.awaitText(3, "connection refused");

            assertThat(forward.bytes(0)).startsWith(0x90, 0x1f);
            assertThat(forward.bytes(1)).containsExactly(0x90, 0x1f);
            assertThat(forward.text(3)).contains("error forwarding port 9999 to pod ");
        }
    }
}
