package io.cpubound.operator.observe;

import io.cpubound.nginx.UpstreamServer;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppSpec;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.api.CpuBoundAppStatus.FailedStatus;
import io.cpubound.operator.api.RolloutSpec;
import io.cpubound.operator.api.VerificationSpec;
import io.cpubound.operator.api.WarmUpSpec;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.resources.KeptVerification;
import io.cpubound.operator.resources.Revision;
import io.cpubound.rollout.Desired;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.Observed;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.cpubound.rollout.ProgressMemory;
import io.cpubound.rollout.RolloutSettings;
import io.cpubound.rollout.Steering;
import io.cpubound.rollout.WarmUp;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One look at an app and all that it owns.
 *
 * @param app as cached, never changed
 * @param wish the revision that the spec asks for
 * @param podsByUid the app's pods
 * @param pods the same, as the planner sees them
 * @param addresses by pod UID, of the pods that the EndpointSlices list
 * @param configMap the nginx configuration, the newest that is known
 * @param wanted what the nginx pods are to run: what the ConfigMap says; empty while there is none
 * @param proxies the nginx pods
 * @param freeze whether rollouts are frozen
 * @param now when this look was taken
 */
public record Observation(
        CpuBoundApp app,
        AppIdentity identity,
        WantedRevision wish,
        Map<String, Pod> podsByUid,
        List<PodView> pods,
        Map<String, String> addresses,
        List<ControllerRevision> revisions,
        List<Service> services,
        Optional<Deployment> deployment,
        Optional<ConfigMap> configMap,
        Optional<ProxyWanted> wanted,
        List<ProxyView> proxies,
        Freeze freeze,
        Instant now) {

    /** On the CpuBoundApp: the revision that its user gives up. */
    public static final String ABORT = "cpubound.io/abort";

    /** On the CpuBoundApp: {@code status.failed.at} of the failure that its user wants to be forgotten. */
    public static final String RETRY = "cpubound.io/retry";

    public Observation {
        podsByUid = Map.copyOf(podsByUid);
        pods = List.copyOf(pods);
        addresses = Map.copyOf(addresses);
        revisions = List.copyOf(revisions);
        services = List.copyOf(services);
        proxies = List.copyOf(proxies);
    }

    public CpuBoundAppSpec spec() {
        return app.getSpec();
    }

    /** The revision that is wanted. */
    public Revision revision() {
        return wish.revision();
    }

    /** The status before this look. */
    public Optional<CpuBoundAppStatus> previous() {
        return Optional.ofNullable(app.getStatus());
    }

    /** What the planner is to reach. */
    public Desired desired() {
        RolloutSpec rollout = spec().rollout();
        return new Desired(
                spec().replicas(),
                revision().hash(),
                currentRevision(),
                new RolloutSettings(
                        rollout.surge(spec().replicas()),
                        rollout.unavailable(spec().replicas()),
                        Duration.ofSeconds(rollout.minReadySeconds()),
                        Duration.ofSeconds(rollout.progressDeadlineSeconds()),
                        Duration.ofSeconds(rollout.schedulingDeadlineSeconds()),
                        rollout.partition(),
                        Optional.ofNullable(rollout.warmUp()).map(Observation::warmUp),
                        rollout.paused() || freeze.problem().isPresent()),
                new Steering(
                        switch (rollout.onFailure()) {
                            case ROLLBACK -> Steering.OnFailure.ROLLBACK;
                            case PAUSE -> Steering.OnFailure.PAUSE;
                        },
                        freeze.until(),
                        Optional.ofNullable(rollout.freezeOverride()),
                        annotation(ABORT),
                        annotation(RETRY).flatMap(PodReading::time)));
    }

    private static WarmUp warmUp(WarmUpSpec spec) {
        return new WarmUp(Duration.ofSeconds(spec.seconds()), spec.steps(), spec.startPercent());
    }

    private Optional<String> annotation(String name) {
        return Optional.ofNullable(app.getMetadata().getAnnotations().get(name));
    }

    /** What the planner sees. */
    public Observed observed() {
        return new Observed(pods, memory());
    }

    /** The template of a revision; empty when its ControllerRevision is lost. */
    public Optional<Revision> revision(String hash) {
        if (hash.equals(revision().hash())) {
            return Optional.of(revision());
        }
        return stored(hash).flatMap(Revision::read);
    }

    private Optional<ControllerRevision> stored(String hash) {
        return revisions.stream()
                .filter(stored -> hash.equals(stored.getMetadata().getLabels().get(Revision.LABEL)))
                .findFirst();
    }

    /**
     * What the pods of a revision must answer: what the spec says for the one that it describes, and for all others, also one
     * that {@code undoTo} names, what it said when it described them. Empty when they are not verified.
     */
    public Optional<VerificationSpec> verification(String revision) {
        Optional<VerificationSpec> ofTheSpec =
                Optional.ofNullable(spec().rollout().verification());
        boolean described = !wish.pinned() && revision.equals(revision().hash());
        return described
                ? ofTheSpec
                : stored(revision)
                        .map(kept -> KeptVerification.read(kept, ofTheSpec))
                        .orElse(ofTheSpec);
    }

    /** What a pod must answer. */
    public Optional<VerificationSpec> verification(PodId pod) {
        return verification(view(pod).map(PodView::revision).orElse(""));
    }

    /** The servers of an upstream list: those pods that have an endpoint, by UID. */
    public SortedMap<String, UpstreamServer> servers(List<PodId> upstream) {
        SortedMap<String, UpstreamServer> servers = new TreeMap<>();
        for (PodId pod : upstream) {
            String address = addresses.get(pod.uid());
            if (address != null) {
                servers.put(pod.uid(), new UpstreamServer(address, port(pod)));
            }
        }
        return servers;
    }

    /** The servers of an upstream list that take less than their share yet, with their percentage of it. */
    public Map<UpstreamServer, Integer> warming(Map<PodId, Integer> percents) {
        Map<UpstreamServer, Integer> warming = new HashMap<>();
        servers(List.copyOf(percents.keySet()))
                .forEach((uid, server) -> percents.forEach((pod, percent) -> {
                    if (pod.uid().equals(uid)) {
                        warming.put(server, percent);
                    }
                }));
        return warming;
    }

    /** Where a pod answers, whether its endpoint is there or not. */
    public Optional<String> address(PodId pod) {
        return Optional.ofNullable(podsByUid.get(pod.uid())).map(Pod::getStatus).map(PodStatus::getPodIP);
    }

    /** The container of a pod, the app's or nginx's, that shows what is wrong with it; the app's own where none does. */
    public String troubledContainer(PodId pod) {
        return Stream.concat(
                        Stream.ofNullable(podsByUid.get(pod.uid())),
                        proxies.stream()
                                .filter(proxy -> proxy.uid().equals(pod.uid()))
                                .map(ProxyView::pod))
                .findFirst()
                .flatMap(PodTrouble::of)
                .flatMap(PodTrouble::container)
                .orElse(AppPod.CONTAINER);
    }

    /** A pod listens on the port of its own revision, which the spec may have left behind. */
    public int port(PodId pod) {
        return view(pod)
                .flatMap(view -> revision(view.revision()))
                .map(itsRevision -> itsRevision.template().port())
                .orElse(spec().port());
    }

    private Optional<PodView> view(PodId pod) {
        return pods.stream().filter(view -> view.id().equals(pod)).findFirst();
    }

    /** A revision that cannot be made any more is not one to go back to. */
    private String currentRevision() {
        return previous()
                .map(CpuBoundAppStatus::currentRevision)
                .filter(hash -> revision(hash).isPresent())
                .orElse(revision().hash());
    }

    private ProgressMemory memory() {
        Optional<Failure> failure = previous().map(CpuBoundAppStatus::failed).flatMap(Observation::failure);
        return previous()
                .map(CpuBoundAppStatus::rollout)
                .map(stored -> new ProgressMemory(
                        stored.target(),
                        stored.mostAvailable(),
                        PodReading.time(stored.lastProgress()).orElse(now),
                        failure,
                        PodReading.time(stored.retriedAt())))
                .orElse(ProgressMemory.none(now));
    }

    private static Optional<Failure> failure(FailedStatus stored) {
        return PodReading.time(stored.at())
                .map(at -> new Failure(
                        stored.revision(),
                        stored.reason(),
                        Objects.requireNonNullElse(stored.message(), ""),
                        at,
                        Optional.ofNullable(stored.pod()).map(pod -> new PodId(pod, ""))));
    }
}
