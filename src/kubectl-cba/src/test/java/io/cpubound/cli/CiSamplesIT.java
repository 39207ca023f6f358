package io.cpubound.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cpubound.cli.TestCluster.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shell steps of samples/ci, run as their servers run them: with the real kubectl and plugin, a stub for docker. */
class CiSamplesIT {

    private static final Path SAMPLES = TestCluster.ROOT.resolve("samples").resolve("ci");
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Z_]+)");

    @TempDir
    private Path folder;

    private TestCluster cluster;

    /** A pipeline: its steps, what runs when one fails, the variables it sets, and the shell of its server. */
    record Pipeline(String name, List<String> steps, String onFailure, List<String> variables, List<String> shell) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Pipeline> pipelines() throws IOException {
        return Stream.of(gitHub(), jenkins());
    }

    @BeforeEach
    void anAppThatIsRolledOut() throws IOException {
        boolean hasKubectl = Processes.isOnPath("kubectl");
        if (!hasKubectl) {
            System.out.println("no kubectl on PATH: the steps of samples/ci are skipped");
        }
        Assumptions.assumeTrue(hasKubectl, "no kubectl on PATH");
        cluster = TestCluster.create();
        cluster.app("cpu-bound-app", "{\"image\":\"registry.example.com/team/app:1\"}");
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void aGoodVersionIsBuiltBumpedAndAwaited(Pipeline pipeline) throws IOException {
        Processes processes = processes();
        try (PretendedOperator operator = new PretendedOperator(cluster, "cpu-bound-app")) {
            for (String step : pipeline.steps()) {
                Ended ended = run(processes, pipeline, step, "registry.example.com/team/app:2");
                assertThat(ended.exitCode()).as(step + ended.err()).isZero();
            }
        }

        assertThat(Files.readAllLines(processes.calls()))
                .containsExactly(
                        "docker build --tag registry.example.com/team/app:2 .",
                        "docker push registry.example.com/team/app:2");
        assertThat(cluster.spec("cpu-bound-app", "image")).isEqualTo("registry.example.com/team/app:2");
        assertThat(cluster.resource("cpu-bound-app").get().getMetadata().getAnnotations())
                .containsEntry("kubernetes.io/change-cause", "release by a test");
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void aVersionThatIsRolledBackFailsTheStepThatWaits(Pipeline pipeline) throws IOException {
        Processes processes = processes();
        try (PretendedOperator operator = new PretendedOperator(cluster, "cpu-bound-app")) {
            List<Ended> ended = new ArrayList<>();
            for (String step : pipeline.steps()) {
                ended.add(run(processes, pipeline, step, "registry.example.com/team/app:bad"));
            }
            Ended shown = run(processes, pipeline, pipeline.onFailure(), "registry.example.com/team/app:bad");

            assertThat(ended).extracting(Ended::exitCode).containsExactly(0, 0, 1);
            assertThat(ended.get(2).err())
                    .contains(
                            "failed and was rolled back: CrashLoopBackOff: exit code 1 (pod cpu-bound-app-bbbbbbbbbb-0)");
            assertThat(shown.out()).contains("RolledBack").contains("no DATABASE_URL");
        }
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void aVersionThatIsNotRolledBecauseOfUndoToFailsTheStepThatWaits(Pipeline pipeline) throws IOException {
        cluster.revision("cpu-bound-app", 1, "aaaaaaaaaa", "{\"image\":\"registry.example.com/team/app:1\"}");
        cluster.merge("cpu-bound-app", "{\"spec\":{\"rollout\":{\"undoTo\":1}}}");
        Processes processes = processes();
        try (PretendedOperator operator = new PretendedOperator(cluster, "cpu-bound-app")) {
            List<Ended> ended = new ArrayList<>();
            for (String step : pipeline.steps()) {
                ended.add(run(processes, pipeline, step, "registry.example.com/team/app:2"));
            }

            assertThat(ended).extracting(Ended::exitCode).containsExactly(0, 0, 1);
            assertThat(ended.get(2).err()).contains("remove spec.rollout.undoTo");
        }
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void everyVariableOfAStepIsSet(Pipeline pipeline) {
        TreeSet<String> used = new TreeSet<>();
        Stream.concat(pipeline.steps().stream(), Stream.of(pipeline.onFailure()))
                .map(VARIABLE::matcher)
                .flatMap(Matcher::results)
                .forEach(found -> used.add(found.group(1)));

        assertThat(pipeline.variables()).containsAll(used);
    }

    private Processes processes() throws IOException {
        Processes processes = new Processes(folder, Files.createDirectory(folder.resolve("bin")));
        processes.stub("docker");
        return processes;
    }

    private Ended run(Processes processes, Pipeline pipeline, String step, String image) {
        List<String> command = new ArrayList<>(pipeline.shell());
        command.add(step);
        Map<String, String> environment = new HashMap<>();
        environment.put("APP", "cpu-bound-app");
        environment.put("NAMESPACE", cluster.namespace());
        environment.put("IMAGE", image);
        environment.put("CAUSE", "release by a test");
        return processes.run(environment, command.toArray(String[]::new));
    }

    private static Pipeline gitHub() throws IOException {
        JsonNode job = new YAMLMapper()
                .readTree(Files.readString(SAMPLES.resolve("github-actions.yaml")))
                .path("jobs")
                .path("deploy");
        List<String> steps = new ArrayList<>();
        String onFailure = "";
        for (JsonNode step : job.path("steps")) {
            if (step.path("if").asText().equals("failure()")) {
                onFailure = step.path("run").asText();
            } else if (step.has("run")) {
                steps.add(step.path("run").asText());
            }
        }
        List<String> variables = new ArrayList<>();
        job.path("env").fieldNames().forEachRemaining(variables::add);
        return new Pipeline("GitHub Actions", steps, onFailure, variables, List.of("bash", "-e", "-c"));
    }

    private static Pipeline jenkins() throws IOException {
        String text = Files.readString(SAMPLES.resolve("Jenkinsfile"));
        List<String> steps = Pattern.compile("sh '''\\n(.*?)'''", Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
        List<String> variables = Pattern.compile("(?m)^        ([A-Z_]+) = ")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
        int last = steps.size() - 1;
        return new Pipeline("Jenkins", steps.subList(0, last), steps.get(last), variables, List.of("sh", "-xe", "-c"));
    }
}
