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
import io.cpubound.operator.status.Notice;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
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
    private final Verifications verifications;
    private final LastWords lastWords;
    private final EventRecorder events;

    /** One that writes with these. */
    public Actor(
            KubernetesClient client,
            Applier applier,
            PodWriter pods,
            Verifications verifications,
            LastWords lastWords,
            EventRecorder events) {
        this.client = client;
        this.applier = applier;
        this.pods = pods;
        this.verifications = verifications;
        this.lastWords = lastWords;
        this.events = events;
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
        Set<PodId> marked = new HashSet<>();
        if (steps.take("keeping revision " + seen.revision().hash(), () -> keepRevision(seen)) == Result.DONE) {
            putBackLabels(seen, steps);
            plan.actions().forEach(action -> carryOut(action, plan, seen, steps, marked));
        }
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

    private void carryOut(Action action, Plan plan, Observation seen, Steps steps, Set<PodId> marked) {
        AppIdentity app = seen.identity();
        if (action instanceof Action.CreatePod create) {
            steps.take("creating pod " + app.podName(create.revision(), create.slot()), () -> create(create, seen));
        } else if (action instanceof Action.MarkLeaving leave) {
            Result result = mayLeave(leave, plan, seen, steps)
                    ? steps.take("marking pod " + leave.pod().name(), () -> mark(leave, seen))
                    : Result.REFUSED;
            // Who is not there any more leaves the list too.
            if (result == Result.DONE || result == Result.RACED) {
                marked.add(leave.pod());
            }
        } else if (action instanceof Action.VerifyPod verify) {
            steps.take("verifying pod " + verify.pod().name(), () -> verifications.advance(seen, verify.pod()));
        } else if (action instanceof Action.DeletePod delete) {
            steps.take("deleting pod " + delete.pod().name(), () -> {
                if (healthy(seen, delete.pod())) {
                    pods.evict(app, delete.pod());
                } else {
                    pods.delete(app, delete.pod());
                }
                events.record(app, new Notice(false, "PodDeleted", delete.pod().name() + ": " + delete.reason()));
            });
        }
    }

    private void create(Action.CreatePod create, Observation seen) throws NameTakenException {
        AppIdentity app = seen.identity();
        String name = app.podName(create.revision(), create.slot());
        switch (pods.create(app, template(create.revision(), seen), create.slot(), gated(seen))) {
            case MADE -> events.record(app, new Notice(false, "PodCreated", name + ": " + create.reason()));
            case LABELS_PUT_BACK -> putBack(app, name);
            case THERE_ALREADY -> {}
        }
    }

    private void mark(Action.MarkLeaving leave, Observation seen) {
        AppIdentity app = seen.identity();
        // Before nginx lets go of it: a budget that refuses later would keep a pod that serves nobody.
        if (healthy(seen, leave.pod())) {
            pods.askToEvict(app, leave.pod());
        }
        pods.markLeaving(app, leave.pod(), seen.now());
        events.record(app, new Notice(false, "PodLeaving", leave.pod().name() + ": " + leave.reason()));
    }

    /** A healthy pod that makes room for its successor serves on where that would not be let in: it would be an outage for nothing. */
    private boolean mayLeave(Action.MarkLeaving leave, Plan plan, Observation seen, Steps steps) {
        AppIdentity app = seen.identity();
        Optional<Successor> next =
                healthy(seen, leave.pod()) ? Successor.of(seen, plan, leave.pod()) : Optional.empty();
        return next.map(pod -> steps.take(
                        "creating pod " + app.podName(pod.revision(), pod.slot()),
                        () -> pods.askToCreate(app, template(pod.revision(), seen), pod.slot(), gated(seen))))
                .map(result -> result == Result.DONE)
                .orElse(true);
    }

    private static Revision template(String hash, Observation seen) {
        return seen.revision(hash)
                .orElseThrow(() -> new IllegalArgumentException("the ControllerRevision of " + hash + " is lost"));
    }

    private static boolean gated(Observation seen) {
        return seen.spec().rollout().verification() != null;
    }

    /** Pods that a cache still has; of those that it has lost, {@link PodWriter#create} takes care. */
    private void putBackLabels(Observation seen, Steps steps) {
        AppIdentity app = seen.identity();
        for (Pod pod : seen.podsByUid().values()) {
            String name = pod.getMetadata().getName();
            steps.take("putting back the labels of pod " + name, () -> {
                if (pods.putBackLabels(app, pod)) {
                    putBack(app, name);
                }
            });
        }
    }

    private void putBack(AppIdentity app, String pod) {
        String what = "Labels of pod " + pod + " were changed by somebody else and are put back";
        events.record(app, new Notice(true, EventRecorder.PUT_BACK, what));
    }

    /** As disruption budgets count: the others are no loss, and a budget must not keep them from being replaced. */
    private static boolean healthy(Observation seen, PodId id) {
        return seen.pods().stream().anyMatch(pod -> pod.id().equals(id) && pod.stage() == PodView.Stage.READY);
    }

    /** Stored before the first pod of it is made, so that every pod can be made again. */
    private void keepRevision(Observation seen) throws NameTakenException {
        if (seen.wish().pinned()) {
            // It is in the history, under the number that undoTo names.
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
                seen.revision().stored(seen.identity(), isNewest ? newest : newest + 1, changeCause(seen, stored)),
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
