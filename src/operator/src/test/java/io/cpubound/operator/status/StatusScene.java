package io.cpubound.operator.status;

import io.cpubound.nginx.ProxyStatus;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.observe.Freeze;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.operator.observe.WantedRevision;
import io.cpubound.operator.proxy.ProxyReport;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.Revision;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.cpubound.rollout.Progress;
import io.cpubound.rollout.Progress.Phase;
import io.cpubound.rollout.ProgressMemory;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An app of three pods and two nginx pods, all well until a test says otherwise. */
final class StatusScene {

    static final Instant NOW = Instant.parse("2026-01-01T12:00:00.5Z");
    static final PodId NEW_POD = new PodId("app-new-1", "uid-new-1");

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private final ProxyWanted wanted = new ProxyWanted("1", "hash-1");
    final Map<String, Pod> podsByUid = new TreeMap<>();
    final List<Refusal> refusals = new ArrayList<>();
    final Map<String, String> addresses = new TreeMap<>(Map.of("u0", "10.0.0.1", "u1", "10.0.0.2", "u2", "fd00::3"));
    final List<ProxyView> proxies =
            new ArrayList<>(List.of(proxy("nginx-a", "hash-1", 0), proxy("nginx-b", "hash-1", 0)));
    int replicas = 3;
    String image = "app";
    Failure failure;
    String lastWords;
    Instant frozenUntil;
    String freezeProblem;
    CpuBoundAppStatus previous;
    Instant now = NOW;

    CpuBoundAppStatus plan(Phase phase, int rolled, Awaited awaited) {
        List<PodId> upstream = addresses.keySet().stream()
                .map(uid -> new PodId("app-" + uid, uid))
                .toList();
        Plan plan = new Plan(
                failure == null ? revision() : "good",
                List.of(),
                upstream,
                Map.of(),
                upstream,
                new Progress(phase, rolled, replicas, Optional.ofNullable(awaited)),
                new ProgressMemory("target", rolled, NOW, Optional.ofNullable(failure), Optional.empty()),
                Optional.empty());
        return AppStatus.of(observation(), plan, refusals, Optional.ofNullable(lastWords));
    }

    String revision() {
        return Revision.of(app().getSpec()).hash();
    }

    ProxyView proxy(String name, String hash, int oldWorkers) {
        return proxy(name, new ProxyStatus(hash, Optional.empty(), oldWorkers), hash);
    }

    ProxyView rejecting(String name, String error) {
        return proxy(
                name, new ProxyStatus("older", Optional.of(new ProxyStatus.Rejected("hash-1", error)), 0), "older");
    }

    /** An nginx pod that has not come up. */
    ProxyView starting(String name, String status, PodProblem problem) {
        return new ProxyView(
                pod(name, status), false, false, false, Optional.empty(), Optional.empty(), Optional.of(problem));
    }

    static Pod pod(String name, String status) {
        return YAML.unmarshal(
                "---\n{kind: Pod, apiVersion: v1, metadata: {name: " + name + ", uid: uid-of-" + name + "}, status: "
                        + status + "}",
                Pod.class);
    }

    private ProxyView proxy(String name, ProxyStatus status, String hash) {
        Pod pod = pod(name, "{conditions: [{type: Ready, status: 'True'}]}");
        return new ProxyView(
                pod,
                true,
                false,
                true,
                Optional.empty(),
                Optional.of(new ProxyReport("1", hash, status)),
                Optional.empty());
    }

    private CpuBoundApp app() {
        CpuBoundApp app = YAML.unmarshal(
                "---\n{kind: CpuBoundApp, apiVersion: cpubound.io/v1, metadata: {name: app, namespace: team, uid: u,"
                        + " generation: 4}, spec: {image: " + image + ", replicas: " + replicas + "}}",
                CpuBoundApp.class);
        app.setStatus(previous);
        return app;
    }

    Observation observation() {
        CpuBoundApp app = app();
        List<PodView> pods = addresses.keySet().stream()
                .map(uid -> new PodView(
                        new PodId("app-" + uid, uid),
                        0,
                        revision(),
                        NOW,
                        Stage.READY,
                        Optional.of(NOW),
                        false,
                        Optional.of(new PodView.Endpoint(true, true)),
                        true,
                        false,
                        false,
                        Optional.empty()))
                .toList();
        return new Observation(
                app,
                AppIdentity.of(app),
                new WantedRevision(Revision.of(app.getSpec()), false, Optional.empty()),
                podsByUid,
                pods,
                addresses,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(wanted),
                proxies,
                new Freeze(Optional.ofNullable(frozenUntil), Optional.ofNullable(freezeProblem)),
                now);
    }

    /** Each condition in a line, by its type. */
    static Map<String, String> conditions(CpuBoundAppStatus status) {
        Map<String, String> texts = new TreeMap<>();
        for (Condition condition : status.conditions()) {
            texts.put(
                    condition.getType(),
                    condition.getStatus() + " " + condition.getReason() + ": " + condition.getMessage());
        }
        return texts;
    }
}
