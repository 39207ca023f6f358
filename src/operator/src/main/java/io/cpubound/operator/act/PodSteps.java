package io.cpubound.operator.act;

import io.cpubound.operator.act.Steps.Result;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.Revision;
import io.cpubound.operator.status.Notice;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Carries out what a plan has for the app's pods. */
@ApplicationScoped
public class PodSteps {

    private final PodWriter pods;
    private final Budgets budgets;
    private final Verifications verifications;
    private final EventRecorder events;

    /** With who writes, and who knows of budgets. */
    public PodSteps(PodWriter pods, Budgets budgets, Verifications verifications, EventRecorder events) {
        this.pods = pods;
        this.budgets = budgets;
        this.verifications = verifications;
        this.events = events;
    }

    /** Takes them in their order. Returns the pods that have got the mark of leaving, or are not there any more. */
    Set<PodId> take(Plan plan, Observation seen, Steps steps) {
        Set<PodId> marked = new HashSet<>();
        putBackLabels(seen, steps);
        plan.actions().forEach(action -> take(action, plan, seen, steps, marked));
        return marked;
    }

    private void take(Action action, Plan plan, Observation seen, Steps steps, Set<PodId> marked) {
        if (action instanceof Action.CreatePod create) {
            String name = seen.identity().podName(create.revision(), create.slot());
            steps.take("creating pod " + name, () -> create(create, name, seen));
        } else if (action instanceof Action.MarkLeaving leave) {
            mark(leave, plan, seen, steps, marked);
        } else if (action instanceof Action.VerifyPod verify) {
            steps.take("verifying pod " + verify.pod().name(), () -> verifications.advance(seen, verify.pod()));
        } else if (action instanceof Action.DeletePod delete) {
            steps.take("deleting pod " + delete.pod().name(), () -> delete(delete, seen));
        }
    }

    private void create(Action.CreatePod create, String name, Observation seen) throws NameTakenException {
        AppIdentity app = seen.identity();
        boolean gated = seen.verification(create.revision()).isPresent();
        switch (pods.create(app, template(create.revision(), seen), create.slot(), gated)) {
            case MADE -> events.record(app, new Notice(false, "PodCreated", name + ": " + create.reason()));
            case LABELS_PUT_BACK -> putBack(app, name);
            case THERE_ALREADY -> {}
        }
    }

    private void mark(Action.MarkLeaving leave, Plan plan, Observation seen, Steps steps, Set<PodId> marked) {
        if (!successorWouldBeLetIn(leave.pod(), plan, seen, steps)) {
            return;
        }
        Result result = steps.take("marking pod " + leave.pod().name(), () -> {
            if (mark(leave, seen, marked)) {
                marked.add(leave.pod());
            }
        });
        if (result == Result.RACED) {
            // Who is not there any more leaves the list too.
            marked.add(leave.pod());
        }
    }

    /** Returns whether it was its turn. */
    private boolean mark(Action.MarkLeaving leave, Observation seen, Set<PodId> marked) {
        AppIdentity app = seen.identity();
        if (isHealthy(seen, leave.pod())) {
            Pod pod = seen.podsByUid().get(leave.pod().uid());
            if (pod != null && anotherDrains(leave.pod(), seen, marked) && budgets.cover(app, pod)) {
                return false;
            }
            // Before nginx lets go of it: a budget that refuses later would keep a pod that serves nobody.
            pods.askToEvict(app, leave.pod());
        }
        pods.markLeaving(app, leave.pod(), seen.now());
        events.record(app, new Notice(false, "PodLeaving", leave.pod().name() + ": " + leave.reason()));
        return true;
    }

    /** Healthy and on its way out: a budget counts it as there still. */
    private static boolean anotherDrains(PodId id, Observation seen, Set<PodId> marked) {
        return seen.pods().stream()
                .anyMatch(pod -> !pod.id().equals(id)
                        && pod.stage() == PodView.Stage.READY
                        && (pod.leaving() || marked.contains(pod.id())));
    }

    /** A healthy pod that makes room for its successor serves on where that would not be let in: it would be an outage for nothing. */
    private boolean successorWouldBeLetIn(PodId id, Plan plan, Observation seen, Steps steps) {
        Optional<Successor> next = isHealthy(seen, id) ? Successor.of(seen, plan, id) : Optional.empty();
        return next.map(pod -> steps.take(
                        "creating pod " + seen.identity().podName(pod.revision(), pod.slot()),
                        () -> pods.askToCreate(
                                seen.identity(),
                                template(pod.revision(), seen),
                                pod.slot(),
                                seen.verification(pod.revision()).isPresent())))
                .map(result -> result == Result.DONE)
                .orElse(true);
    }

    private void delete(Action.DeletePod delete, Observation seen) {
        AppIdentity app = seen.identity();
        if (isHealthy(seen, delete.pod())) {
            evict(app, delete.pod());
        } else {
            pods.delete(app, delete.pod());
        }
        events.record(app, new Notice(false, "PodDeleted", delete.pod().name() + ": " + delete.reason()));
    }

    /** Its budget said yes before the drain, but others may have used it up meanwhile: then the pod serves on rather than nobody. */
    private void evict(AppIdentity app, PodId pod) {
        try {
            pods.evict(app, pod);
        } catch (KubernetesClientException refused) {
            if (Steps.budget(refused).isPresent()) {
                pods.stay(app, pod);
                events.record(
                        app, new Notice(false, "PodStays", pod.name() + ": its disruption budget does not let it go"));
            }
            throw refused;
        }
    }

    private static Revision template(String hash, Observation seen) {
        return seen.revision(hash)
                .orElseThrow(() -> new IllegalArgumentException("the ControllerRevision of " + hash + " is lost"));
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
    private static boolean isHealthy(Observation seen, PodId id) {
        return seen.pods().stream().anyMatch(pod -> pod.id().equals(id) && pod.stage() == PodView.Stage.READY);
    }
}
