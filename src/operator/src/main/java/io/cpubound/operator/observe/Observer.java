package io.cpubound.operator.observe;

import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.proxy.ProxyTarget;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.proxy.ProxyWatch;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.resources.PodName;
import io.cpubound.operator.resources.ProxyConfigMap;
import io.cpubound.operator.resources.ProxyDeployment;
import io.cpubound.operator.resources.Revision;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at an app and all that it owns, in the caches. */
@ApplicationScoped
public class Observer {

    /** How long an nginx pod that counted may be unready and silent until the others go on without it. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final OwnWrites ownWrites;
    private final ProxyWatch proxyWatch;

    /** An observer that also sees what this process has written and what the nginx pods answer. */
    public Observer(OwnWrites ownWrites, ProxyWatch proxyWatch) {
        this.ownWrites = ownWrites;
        this.proxyWatch = proxyWatch;
    }

    /** One look. */
    public Observation observe(CpuBoundApp app, Context<CpuBoundApp> context) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        AppIdentity identity = AppIdentity.of(app);
        ResourceID id = ResourceID.fromResource(app);
        Cached cached = new Cached(context, identity, ownWrites);

        List<Pod> cachedPods = cached.list(Pod.class).toList();
        List<Pod> allPods = Stream.concat(cachedPods.stream(), ownWrites.notCached(identity, cachedPods).stream())
                .toList();
        Map<String, Pod> appPods = allPods.stream()
                .filter(pod -> identity.controls(pod) && identity.isLabelled(pod, Component.APP))
                .collect(Collectors.toMap(pod -> pod.getMetadata().getUid(), pod -> pod));
        List<Pod> proxyPods = allPods.stream()
                .filter(pod -> identity.isLabelled(pod, Component.PROXY))
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
        List<ConfigMap> configMaps = cached.owned(ConfigMap.class, identity.proxyName());
        Optional<ConfigMap> configMap = configMaps.stream().findFirst();
        Optional<ProxyWanted> wanted = configMap.flatMap(map -> ProxyConfigMap.hash(map)
                .map(hash -> new ProxyWanted(map.getMetadata().getResourceVersion(), hash)));
        Set<String> listed = configMap.flatMap(ProxyConfigMap::listed).orElse(Set.of());
        wanted.ifPresent(what -> proxyWatch.watch(id, targets(proxyPods), what, listed));
        Endpoints endpoints = Endpoints.of(cached.list(EndpointSlice.class).toList());
        List<ProxyView> proxies =
                proxyPods.stream().map(pod -> proxy(id, pod, endpoints, now)).toList();
        Handshakes handshakes = new Handshakes(wanted, listed, proxies, hash -> proxyWatch.lists(id, hash));

        List<PodView> views = appPods.values().stream()
                .map(pod -> view(identity, pod, endpoints, handshakes, now))
                .sorted(Comparator.comparing(PodView::slot)
                        .thenComparing(view -> view.id().name()))
                .toList();
        Map<String, String> addresses = new HashMap<>();
        appPods.keySet().forEach(uid -> endpoints.of(uid).ifPresent(known -> addresses.put(uid, known.address())));

        List<ControllerRevision> history =
                cached.list(ControllerRevision.class).filter(identity::controls).toList();
        cached.caughtUp();
        return new Observation(
                app,
                identity,
                WantedRevision.of(app.getSpec(), history, Optional.ofNullable(app.getStatus())),
                appPods,
                views,
                addresses,
                history,
                cached.list(Service.class).filter(identity::controls).toList(),
                cached.owned(Deployment.class, identity.proxyName()).stream().findFirst(),
                configMap,
                wanted,
                proxies,
                Freeze.of(app.getSpec().rollout().freeze(), now),
                now);
    }

    private static List<ProxyTarget> targets(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> !PodReading.isGone(pod)
                        && pod.getStatus() != null
                        && pod.getStatus().getPodIP() != null)
                .map(pod -> new ProxyTarget(
                        pod.getMetadata().getUid(), pod.getStatus().getPodIP()))
                .toList();
    }

    private ProxyView proxy(ResourceID app, Pod pod, Endpoints endpoints, Instant now) {
        var report = proxyWatch.report(app, pod.getMetadata().getUid());
        return new ProxyView(
                pod,
                PodReading.isTrue(pod, ProxyDeployment.GATE),
                PodReading.isGone(pod),
                endpoints
                        .of(pod.getMetadata().getUid())
                        .map(known -> known.conditions().ready())
                        .orElse(false),
                report.isPresent() ? Optional.empty() : leftOut(pod, now),
                report,
                PodReading.problem(pod));
    }

    /**
     * A silent nginx pod whose deletion is long overdue is lost with its node; one that is unready and silent for long gets
     * no traffic. All others hold the drain: to wait is better than to lose.
     */
    private static Optional<String> leftOut(Pod pod, Instant now) {
        Optional<Instant> deletion = PodReading.time(pod.getMetadata().getDeletionTimestamp());
        if (deletion.isPresent()) {
            return deletion.filter(due -> due.plus(SILENCE).isBefore(now))
                    .map(due -> pod.getMetadata().getName() + " should have been gone since " + due);
        }
        return PodReading.unreadySince(pod)
                .filter(since -> since.plus(SILENCE).isBefore(now))
                .map(since -> pod.getMetadata().getName() + " is unready and silent since " + since);
    }

    private static PodView view(AppIdentity app, Pod pod, Endpoints endpoints, Handshakes handshakes, Instant now) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        String uid = pod.getMetadata().getUid();
        Optional<PodName> name = PodName.of(app, pod.getMetadata().getName());
        return new PodView(
                new PodId(pod.getMetadata().getName(), uid),
                name.map(PodName::slot).orElseGet(() -> slot(labels.get(AppPod.SLOT))),
                name.map(PodName::revision).orElseGet(() -> labels.getOrDefault(Revision.LABEL, "")),
                PodReading.created(pod),
                PodReading.stage(pod, now),
                PodReading.readySince(pod),
                pod.getMetadata().getAnnotations().containsKey(AppPod.LEAVING),
                endpoints.of(uid).map(Endpoints.Known::conditions),
                handshakes.listed(uid),
                handshakes.released(uid),
                PodReading.verificationDue(pod, now),
                PodReading.problem(pod));
    }

    /** A pod whose label somebody broke fills no slot: it is one to give up. */
    private static int slot(@Nullable String label) {
        try {
            return label == null ? Integer.MAX_VALUE : Math.max(0, Integer.parseInt(label));
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** One app's objects in the caches, or newer. */
    private record Cached(Context<CpuBoundApp> context, AppIdentity identity, OwnWrites ownWrites) {

        private <T extends HasMetadata> Stream<T> list(Class<T> type) {
            return context.getSecondaryResources(type).stream().map(object -> ownWrites.newest(identity, type, object));
        }

        private <T extends HasMetadata> List<T> owned(Class<T> type, String name) {
            return list(type)
                    .filter(object -> identity.controls(object)
                            && name.equals(object.getMetadata().getName()))
                    .toList();
        }

        private void caughtUp() {
            ownWrites.caughtUp(
                    identity,
                    Stream.of(Pod.class, ConfigMap.class)
                            .flatMap(type -> context.getSecondaryResources(type).stream())
                            .toList());
        }
    }
}
