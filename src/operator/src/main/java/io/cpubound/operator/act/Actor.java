package io.cpubound.operator.act;

import io.cpubound.operator.act.Steps.Result;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.AppServices;
import io.cpubound.operator.resources.ProxyConfigMap;
import io.cpubound.operator.resources.ProxyDeployment;
import io.cpubound.operator.resources.Revision;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Carries a plan out. */
@ApplicationScoped
public class Actor {

    private final KubernetesClient client;
    private final Applier applier;
    private final PodWriter pods;
    private final PodSteps podSteps;
    private final LastWords lastWords;

    /** One that writes with these. */
    public Actor(KubernetesClient client, Applier applier, PodWriter pods, PodSteps podSteps, LastWords lastWords) {
        this.client = client;
        this.applier = applier;
        this.pods = pods;
        this.podSteps = podSteps;
        this.lastWords = lastWords;
    }

    /** Brings the world one step nearer to the plan. */
    public Outcome carryOut(Observation seen, Plan plan) {
        if (seen.app().getMetadata().getDeletionTimestamp() != null) {
            // The garbage collector takes it all away.
            return Outcome.nothing(plan);
        }
        // Before the pod is deleted that said them.
        Optional<String> said = lastWords.of(seen, plan);
        Steps steps = new Steps();
        boolean kept =
                steps.take("keeping revision " + seen.revision().hash(), () -> keepRevision(seen)) == Result.DONE;
        Set<PodId> marked = kept ? podSteps.take(plan, seen, steps) : Set.of();
        Plan done = plan.marked(marked);
        Plan left = steps.heldUp() ? done.heldUp(seen.observed().memory()) : done;
        service(steps, seen, AppServices.pods(seen.identity(), seen.spec()));
        service(steps, seen, AppServices.entry(seen.identity(), seen.spec()));
        steps.take("writing the nginx configuration", () -> configure(seen, left, steps));
        steps.take(
                "applying Deployment " + seen.identity().proxyName(),
                () -> applier.ensure(
                        seen.identity(), ProxyDeployment.of(seen.identity(), seen.spec()), seen.deployment()));
        forgetRevisions(seen, steps);
        return steps.outcome(left, said);
    }

    /** Stored before the first pod of it is made, so that every pod can be made again. */
    private void keepRevision(Observation seen) throws NameTakenException {
        if (seen.wish().pinned()) {
            // It is in the history, under the number that undoTo names, with what its pods must answer.
            return;
        }
        long newest = seen.revisions().stream()
                .mapToLong(ControllerRevision::getRevision)
                .max()
                .orElse(0);
        Optional<ControllerRevision> stored = seen.revisions().stream()
                .filter(revision -> revision.getMetadata()
                        .getName()
                        .equals(seen.identity().revisionName(seen.revision().hash())))
                .findFirst();
        boolean isNewest =
                stored.filter(revision -> revision.getRevision() == newest).isPresent();
        applier.ensure(
                seen.identity(),
                seen.revision()
                        .stored(
                                seen.identity(),
                                isNewest ? newest : newest + 1,
                                changeCause(seen, stored),
                                seen.verification(seen.revision().hash())),
                stored);
    }

    /** That of the moment in which the revision was made: the annotation is about the newest change. */
    private static Optional<String> changeCause(Observation seen, Optional<ControllerRevision> stored) {
        return stored.map(HasMetadata::getMetadata)
                .or(() -> Optional.of(seen.app().getMetadata()))
                .map(metadata -> metadata.getAnnotations().get(Revision.CHANGE_CAUSE));
    }

    private void forgetRevisions(Observation seen, Steps steps) {
        Set<String> inUse =
                new HashSet<>(seen.pods().stream().map(PodView::revision).toList());
        inUse.add(seen.revision().hash());
        seen.previous().map(CpuBoundAppStatus::currentRevision).ifPresent(inUse::add);
        for (ControllerRevision revision :
                Revision.tooMany(seen.revisions(), inUse, seen.spec().revisionHistoryLimit())) {
            steps.take(
                    "deleting ControllerRevision " + revision.getMetadata().getName(),
                    () -> client.resource(revision).delete());
        }
    }

    private void service(Steps steps, Observation seen, Service desired) {
        String name = desired.getMetadata().getName();
        steps.take(
                "applying Service " + name,
                () -> applier.ensure(
                        seen.identity(),
                        desired,
                        seen.services().stream()
                                .filter(service ->
                                        service.getMetadata().getName().equals(name))
                                .findFirst()));
    }

    /** The list, then the poke that makes it arrive at once, then the gates of those that run it. */
    private void configure(Observation seen, Plan plan, Steps steps) throws NameTakenException {
        AppIdentity app = seen.identity();
        ConfigMap configMap = applier.ensure(
                app,
                ProxyConfigMap.of(app, seen.spec(), seen.servers(plan.upstream()), seen.warming(plan.warming())),
                seen.configMap());
        String hash = ProxyConfigMap.hash(configMap).orElse("");
        List<ProxyView> alive = seen.proxies().stream()
                .filter(proxy -> !proxy.gone() && !proxy.terminating())
                .toList();
        for (ProxyView proxy : alive) {
            if (!hash.equals(proxy.pod().getMetadata().getAnnotations().get(ProxyConfigMap.CONFIG_HASH))) {
                steps.take("poking nginx pod " + proxy.name(), () -> pods.poke(app, proxy.pod(), hash));
            }
        }
        seen.wanted()
                .filter(wanted -> wanted.epoch().equals(configMap.getMetadata().getResourceVersion()))
                .ifPresent(wanted -> alive.stream()
                        .filter(proxy -> !proxy.gateOpen()
                                && proxy.report()
                                        .map(report -> report.runs(wanted))
                                        .orElse(false))
                        .forEach(proxy -> steps.take(
                                "opening the gate of nginx pod " + proxy.name(),
                                () -> pods.openGate(app, proxy.pod(), seen.now()))));
    }
}
