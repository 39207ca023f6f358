package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NOW;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** The pods of the worked examples, each in a state that has a name. */
final class ScenePods {

    private ScenePods() {}

    static PodId id(String revision, int slot) {
        return new PodId("app-" + revision + "-" + slot, "uid-" + revision + "-" + slot);
    }

    /** Ready for a minute, listed by every proxy. */
    static PodView available(String revision, int slot) {
        return new PodView(
                id(revision, slot),
                slot,
                revision,
                NOW.minusSeconds(90),
                PodView.Stage.READY,
                Optional.of(NOW.minusSeconds(60)),
                false,
                Optional.of(new PodView.Endpoint(true, true)),
                true,
                false,
                false,
                Optional.empty());
    }

    static PodView starting(String revision, int slot) {
        return new PodView(
                id(revision, slot),
                slot,
                revision,
                NOW.minusSeconds(90),
                PodView.Stage.STARTING,
                Optional.empty(),
                false,
                Optional.of(new PodView.Endpoint(false, false)),
                false,
                true,
                false,
                Optional.empty());
    }

    static PodView broken(String revision, int slot, String reason) {
        PodView pod = starting(revision, slot);
        return copy(pod, pod.stage(), pod.readySince(), false, pod.endpoint(), false, true, reason);
    }

    /** Made at this time, with this problem since this time, and started again so often. */
    static PodView troubled(String revision, int slot, Instant created, PodView.PodProblem problem) {
        return changed(starting(revision, slot), created, false, Optional.of(problem));
    }

    /** Its containers are ready, and the request that proves it has no answer yet. */
    static PodView unverified(String revision, int slot) {
        return changed(starting(revision, slot), NOW.minusSeconds(5), true, Optional.empty());
    }

    private static PodView changed(
            PodView pod, Instant created, boolean verificationDue, Optional<PodView.PodProblem> problem) {
        return new PodView(
                pod.id(),
                pod.slot(),
                pod.revision(),
                created,
                pod.stage(),
                pod.readySince(),
                pod.leaving(),
                pod.endpoint(),
                pod.listed(),
                pod.released(),
                verificationDue,
                problem);
    }

    static PodView readySince(String revision, int slot, Instant since) {
        PodView pod = unlisted(revision, slot);
        return copy(pod, pod.stage(), Optional.of(since), false, pod.endpoint(), false, true, null);
    }

    /** Ready since then, and listed by every proxy. */
    static PodView warming(String revision, int slot, Instant since) {
        PodView pod = available(revision, slot);
        return copy(pod, pod.stage(), Optional.of(since), false, pod.endpoint(), true, false, null);
    }

    static PodView unlisted(String revision, int slot) {
        PodView pod = available(revision, slot);
        return copy(pod, pod.stage(), pod.readySince(), false, pod.endpoint(), false, true, null);
    }

    /** Healthy, marked to leave, and some proxy still has it. */
    static PodView leaving(String revision, int slot) {
        PodView pod = available(revision, slot);
        return copy(pod, pod.stage(), pod.readySince(), true, pod.endpoint(), false, false, null);
    }

    static PodView released(String revision, int slot) {
        PodView pod = available(revision, slot);
        return copy(pod, pod.stage(), pod.readySince(), true, pod.endpoint(), false, true, null);
    }

    /** Deleted by the operator after its release. */
    static PodView terminating(String revision, int slot) {
        return copy(
                released(revision, slot),
                PodView.Stage.TERMINATING,
                Optional.of(NOW.minusSeconds(60)),
                true,
                Optional.of(new PodView.Endpoint(false, true)),
                false,
                true,
                null);
    }

    /** Deleted by somebody else: it serves on in its preStop hook. */
    static PodView deletedByHand(String revision, int slot) {
        return copy(
                available(revision, slot),
                PodView.Stage.TERMINATING,
                Optional.of(NOW.minusSeconds(60)),
                false,
                Optional.of(new PodView.Endpoint(false, true)),
                true,
                false,
                null);
    }

    /** Deleted because its node vanished, and not gone yet. */
    static PodView lost(String revision, int slot) {
        return copy(
                starting(revision, slot),
                PodView.Stage.TERMINATING,
                Optional.empty(),
                false,
                Optional.of(new PodView.Endpoint(false, false)),
                false,
                true,
                null);
    }

    /** Lost, and its deletion is long overdue. */
    static PodView overdue(String revision, int slot) {
        PodView pod = lost(revision, slot);
        return copy(pod, PodView.Stage.OVERDUE, pod.readySince(), false, pod.endpoint(), false, true, null);
    }

    static PodView failed(String revision, int slot) {
        return copy(
                starting(revision, slot),
                PodView.Stage.FAILED,
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                true,
                null);
    }

    static PodView failedAndLeaving(String revision, int slot, boolean released) {
        return copy(
                starting(revision, slot),
                PodView.Stage.FAILED,
                Optional.empty(),
                true,
                Optional.empty(),
                false,
                released,
                null);
    }

    static PodView withEndpoint(PodView pod, Optional<PodView.Endpoint> endpoint) {
        return copy(pod, pod.stage(), pod.readySince(), pod.leaving(), endpoint, pod.listed(), pod.released(), null);
    }

    private static PodView copy(
            PodView pod,
            PodView.Stage stage,
            Optional<Instant> readySince,
            boolean leaving,
            Optional<PodView.Endpoint> endpoint,
            boolean listed,
            boolean released,
            String problem) {
        return new PodView(
                requireNonNull(pod.id()),
                pod.slot(),
                pod.revision(),
                pod.created(),
                stage,
                readySince,
                leaving,
                endpoint,
                listed,
                released,
                false,
                Optional.ofNullable(problem)
                        .map(reason -> new PodView.PodProblem(reason, "says the API", NOW.minusSeconds(60), 0)));
    }
}
