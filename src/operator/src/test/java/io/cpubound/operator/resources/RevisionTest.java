package io.cpubound.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppSpec;
import io.cpubound.operator.api.VerificationSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevisionTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final AppIdentity APP = new AppIdentity("team", "app", "uid-1");

    @Test
    void aReleasedHashNeverChanges() {
        // When this fails, an upgrade of the operator would roll every app in the world: find the reason, not a new
        // number.
        assertThat(Revision.of(spec("{image: 'registry.example.com/app:1'}")).hash())
                .isEqualTo("l2gnfhsjf6");
        assertThat(Revision.of(spec("{image: app, port: 9000, env: [{name: A, value: '1'}],"
                                + " resources: {requests: {cpu: 500m}}, imagePullPolicy: Never}"))
                        .hash())
                .isEqualTo("9p8l62qhg9");
    }

    /** All types of Kubernetes that a template may hold, as the client library writes them. */
    @Test
    void theHashOfAWholeTemplateNeverChanges() throws IOException {
        String sample = Files.readString(Path.of(System.getProperty("project.root"), "samples", "full.yaml"));
        Revision revision =
                Revision.of(YAML.unmarshal(sample, CpuBoundApp.class).getSpec());

        assertThat(revision.hash())
                .as(
                        "the template of samples/full.yaml is written as\n%s\nUnless somebody has changed the sample, find the"
                                + " reason and not a new number",
                        CanonicalJson.tree(revision.template()).toPrettyString())
                .isEqualTo("mgvttv4kdw");
    }

    @Test
    void writesOfTheSameMeaningAreTheSameRevision() {
        Revision revision = Revision.of(spec("{image: app, port: 8080, env: [{name: A, value: x}]}"));

        assertThat(Revision.of(spec("{env: [{value: x, name: A}], image: app, imagePullSecrets: []}")))
                .isEqualTo(revision);
    }

    @Test
    void whatMakesAPodMakesARevisionAndNothingElseDoes() {
        String hash = Revision.of(spec("{image: app}")).hash();

        assertThat(List.of(
                        "{image: app2}",
                        "{image: app, port: 81}",
                        "{image: app, env: [{name: A, value: x}]}",
                        "{image: app, imagePullPolicy: Always}",
                        "{image: app, imagePullSecrets: [{name: s}]}",
                        "{image: app, resources: {limits: {memory: 1Gi}}}",
                        "{image: app, readinessProbe: {tcpSocket: {port: 1}}}",
                        "{image: app, livenessProbe: {tcpSocket: {port: 1}}}",
                        "{image: app, startupProbe: {tcpSocket: {port: 1}}}",
                        "{image: app, terminationGracePeriodSeconds: 5}",
                        "{image: app, restartedAt: '2026-01-01T00:00:00Z'}",
                        "{image: app, podTemplate: {labels: {a: b}}}",
                        "{image: app, podTemplate: {sidecars: [{name: s, image: i}]}}"))
                .extracting(text -> Revision.of(spec(text)).hash())
                .doesNotContain(hash)
                .doesNotHaveDuplicates();
        assertThat(List.of(
                        "{image: app, replicas: 9}",
                        "{image: app, revisionHistoryLimit: 3}",
                        "{image: app, podTemplate: {}}",
                        "{image: app, podTemplate: {labels: {}, volumes: []}}",
                        "{image: app, rollout: {maxSurge: 3, paused: true}}",
                        "{image: app, drain: {timeoutSeconds: 5}}",
                        "{image: app, nginx: {image: other, replicas: 1}}"))
                .extracting(text -> Revision.of(spec(text)).hash())
                .containsOnly(hash);
    }

    @Test
    void comesBackFromItsControllerRevision() {
        Revision revision = Revision.of(spec("{image: app, env: [{name: A, value: x}],"
                + " resources: {requests: {cpu: 500m}}, readinessProbe: {httpGet: {path: /r, port: 8080}}}"));
        ControllerRevision read = YAML.unmarshal(
                YAML.asYaml(revision.stored(APP, 3, Optional.empty(), Optional.empty())), ControllerRevision.class);

        assertThat(Revision.read(read)).contains(revision);
        assertThat(CanonicalJson.hash(Revision.read(read).orElseThrow().template()))
                .isEqualTo(revision.hash());
    }

    @Test
    void aSelectorThatIsEmptyIsNotOneThatIsAbsent() {
        String spread = "{image: app, podTemplate: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone,"
                + " whenUnsatisfiable: DoNotSchedule SELECTOR}]}}";
        Revision all = Revision.of(spec(spread.replace("SELECTOR", ", labelSelector: {}")));
        Revision none = Revision.of(spec(spread.replace("SELECTOR", "")));

        assertThat(all.hash()).isNotEqualTo(none.hash());
        assertThat(Revision.read(YAML.unmarshal(
                                YAML.asYaml(all.stored(APP, 1, Optional.empty(), Optional.empty())),
                                ControllerRevision.class))
                        .map(Revision::template))
                .contains(all.template());
    }

    @Test
    void theChangeCauseIsKeptWithIt() {
        ControllerRevision stored =
                Revision.of(spec("{image: app}")).stored(APP, 1, Optional.of("faster hashing"), Optional.empty());

        assertThat(stored.getMetadata().getAnnotations()).containsEntry("kubernetes.io/change-cause", "faster hashing");
    }

    @Test
    void whatItsPodsMustAnswerIsKeptBesideItAndMakesNoOtherRevision() {
        CpuBoundAppSpec spec = spec("{image: app, rollout: {verification: {expectedBody: '\"\\d+\"', attempts: 1,"
                + " httpGet: {path: '/hash/1?a=%20', scheme: HTTPS, headers: [{name: Host, value: a}]}}}}");
        Optional<VerificationSpec> verification = Optional.of(spec.rollout().verification());
        ControllerRevision stored = Revision.of(spec).stored(APP, 1, Optional.empty(), verification);

        ControllerRevision read = YAML.unmarshal(YAML.asYaml(stored), ControllerRevision.class);

        assertThat(KeptVerification.read(read, Optional.empty())).isEqualTo(verification);
        assertThat(stored.getMetadata().getAnnotations().get("cpubound.io/verification"))
                .isEqualTo("{\"attempts\":1,\"expectedBody\":\"\\\"\\\\d+\\\"\",\"expectedStatus\":200,"
                        + "\"httpGet\":{\"headers\":[{\"name\":\"Host\",\"value\":\"a\"}],\"path\":\"/hash/1?a=%20\","
                        + "\"scheme\":\"HTTPS\"},\"intervalSeconds\":2,\"timeoutSeconds\":5}");
        assertThat(stored.getData())
                .isEqualTo(Revision.of(spec("{image: app}"))
                        .stored(APP, 1, Optional.empty(), Optional.empty())
                        .getData());
    }

    @Test
    void thatItsPodsAreNotVerifiedIsKeptTooAndIsNotTheSameAsNotToKnow() {
        Optional<VerificationSpec> other =
                Optional.of(spec("{image: app, rollout: {verification: {httpGet: {path: /}}}}")
                        .rollout()
                        .verification());
        ControllerRevision none = Revision.of(spec("{image: app}")).stored(APP, 1, Optional.empty(), Optional.empty());
        assertThat(KeptVerification.read(none, other)).isEmpty();

        for (String broken : List.of("{", "7", "{}", "{\"httpGet\":{\"path\":\"/\"},\"attempts\":\"many\"}")) {
            none.getMetadata().getAnnotations().put(KeptVerification.ANNOTATION, broken);
            assertThat(KeptVerification.read(none, other)).as(broken).isEqualTo(other);
        }
        none.getMetadata().getAnnotations().remove(KeptVerification.ANNOTATION);
        assertThat(KeptVerification.read(none, other))
                .as("an operator of before stored it")
                .isEqualTo(other);
    }

    /** An object whose annotations are too long is refused, and nothing would be rolled any more. */
    @Test
    void aVerificationThatIsTooLongForAnAnnotationIsNotKept() {
        List<VerificationSpec.Header> headers = IntStream.range(0, 32)
                .mapToObj(number -> new VerificationSpec.Header("X-" + number, "\"".repeat(4000)))
                .toList();
        VerificationSpec longest = new VerificationSpec(
                new VerificationSpec.HttpGet("/", null, null, headers), null, null, null, null, null);

        assertThat(Revision.of(spec("{image: app}"))
                        .stored(APP, 1, Optional.empty(), Optional.of(longest))
                        .getMetadata()
                        .getAnnotations())
                .isEmpty();
    }

    @Test
    void aControllerRevisionThatSomebodyBrokeIsAsGoodAsLost() {
        ControllerRevision empty = Revision.of(spec("{image: app}")).stored(APP, 1, Optional.empty(), Optional.empty());
        empty.setData(Map.of());
        ControllerRevision odd = Revision.of(spec("{image: app}")).stored(APP, 1, Optional.empty(), Optional.empty());
        odd.setData(Map.of("template", Map.of("port", "not a number")));

        assertThat(Revision.read(empty)).isEmpty();
        assertThat(Revision.read(odd)).isEmpty();
    }

    @Test
    void theOldestBeyondTheHistoryAreForgottenButNoneInUse() {
        List<ControllerRevision> stored = IntStream.rangeClosed(1, 14)
                .mapToObj(number -> Revision.of(spec("{image: 'app:" + number + "'}"))
                        .stored(APP, number, Optional.empty(), Optional.empty()))
                .toList();
        String second = stored.get(1).getMetadata().getLabels().get(Revision.LABEL);

        assertThat(Revision.tooMany(stored, Set.of(second), 10))
                .extracting(ControllerRevision::getRevision)
                .containsExactly(1L, 3L, 4L);
        assertThat(Revision.tooMany(stored.subList(0, 5), Set.of(), 10)).isEmpty();
    }

    @Test
    void theLongestNamesFitIntoALabel() {
        AppIdentity longest = new AppIdentity("team", "a".repeat(40), "uid");

        assertThat(longest.podName("0123456789", 999)).hasSizeLessThanOrEqualTo(63);
        // A Deployment's pods: its name, the ReplicaSet's hash, five characters.
        assertThat(longest.proxyName() + "-5d59d67564-abcde").hasSizeLessThanOrEqualTo(63);
    }

    private static CpuBoundAppSpec spec(String yaml) {
        return YAML.unmarshal("---\n" + yaml, CpuBoundAppSpec.class);
    }
}
