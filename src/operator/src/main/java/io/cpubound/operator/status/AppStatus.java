package io.cpubound.operator.status;

import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.api.CpuBoundAppStatus.FailedStatus;
import io.cpubound.operator.api.CpuBoundAppStatus.ProxiesStatus;
import io.cpubound.operator.api.CpuBoundAppStatus.RolloutStatus;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.status.Verdict.ConditionType;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.cpubound.rollout.Progress.Phase;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Works out an app's status. */
public final class AppStatus {

    private final Observation seen;
    private final Plan plan;
    private final List<Refusal> refusals;
    private final AwaitedText awaited;
    private final ProxiesVerdict proxies;
    private final @Nullable FailedStatus failed;

    private AppStatus(Observation seen, Plan plan, List<Refusal> refusals, Optional<String> lastWords) {
        this.seen = seen;
        this.plan = plan;
        this.refusals = refusals;
        this.awaited = new AwaitedText(seen);
        this.proxies = new ProxiesVerdict(seen, awaited);
        this.failed = plan.memory()
                .failure()
                .map(failure -> failed(failure, lastWords))
                .orElse(null);
    }

    /**
     * The status after this look.
     *
     * @param lastWords the end of the log of the pod that failed, when that was found out in this look
     */
    public static CpuBoundAppStatus of(
            Observation seen, Plan plan, List<Refusal> refusals, Optional<String> lastWords) {
        List<Refusal> all = new ArrayList<>(refusals);
        seen.freeze().problem().ifPresent(problem -> all.add(0, new Refusal("rolling", problem)));
        seen.wish().problem().ifPresent(problem -> all.add(0, new Refusal("rolling", problem)));
        return new AppStatus(seen, plan, all, lastWords).status();
    }

    private FailedStatus failed(Failure failure, Optional<String> lastWords) {
        String at = failure.at().toString();
        Optional<String> known = seen.previous()
                .map(CpuBoundAppStatus::failed)
                .filter(before -> before.at().equals(at))
                .map(FailedStatus::log);
        return new FailedStatus(
                failure.revision(),
                failure.reason(),
                failure.message(),
                at,
                failure.pod().map(PodId::name).orElse(null),
                lastWords.or(() -> known).orElse(null));
    }

    private CpuBoundAppStatus status() {
        List<PodView> alive = seen.pods().stream()
                .filter(pod -> pod.stage() == Stage.STARTING || pod.stage() == Stage.READY)
                .toList();
        return new CpuBoundAppStatus(
                generation(),
                summary(),
                alive.size(),
                (int) alive.stream().filter(pod -> pod.stage() == Stage.READY).count(),
                (int) alive.stream()
                        .filter(pod -> pod.revision().equals(seen.revision().hash()))
                        .count(),
                plan.available().size(),
                seen.identity().selectorText(),
                currentRevision(),
                seen.revision().hash(),
                plan.target(),
                failed,
                plan.progress().phase() == Phase.FROZEN
                        ? seen.freeze().until().map(Instant::toString).orElse(null)
                        : null,
                seen.wanted().map(ProxyWanted::hash).orElse(null),
                new ProxiesStatus(proxies.synced(), proxies.counting()),
                seen.servers(plan.upstream()).values().stream()
                        .map(server -> server.address().contains(":")
                                ? "[" + server.address() + "]:" + server.port()
                                : server.address() + ":" + server.port())
                        .sorted()
                        .toList(),
                new RolloutStatus(
                        plan.memory().target(),
                        plan.memory().mostAvailable(),
                        plan.memory().lastProgress().toString(),
                        plan.memory().retriedAt().map(Instant::toString).orElse(null)),
                conditions());
    }

    /** The one to go back to. A rollout that needed no pod has proven nothing about its revision. */
    private @Nullable String currentRevision() {
        return plan.progress().phase() == Phase.COMPLETE && plan.progress().replicas() > 0
                ? seen.revision().hash()
                : seen.previous().map(CpuBoundAppStatus::currentRevision).orElse(null);
    }

    private List<Condition> conditions() {
        Stream<Condition> always = Stream.of(
                condition(ConditionType.READY, ready()),
                condition(ConditionType.AVAILABLE, available()),
                condition(ConditionType.PROGRESSING, progressing()),
                condition(ConditionType.PROXIES_SYNCED, proxies.verdict()));
        Stream<Condition> stalled = failed == null
                ? Stream.empty()
                : Stream.of(condition(ConditionType.STALLED, Verdict.yes(stalledFor(), failure())));
        return Stream.concat(always, stalled).toList();
    }

    private Reason stalledFor() {
        return switch (plan.progress().phase()) {
            case FAILED -> Reason.FAILED;
            case ROLLING_BACK -> Reason.ROLLING_BACK;
            default -> Reason.ROLLED_BACK;
        };
    }

    private String failure() {
        if (failed == null) {
            return "";
        }
        String next =
                switch (plan.progress().phase()) {
                    case FAILED -> awaited.of(plan.progress());
                    case ROLLED_BACK ->
                        "Revision " + plan.target() + " serves; fix the spec, or " + FailureText.tryingAgain(failed);
                    default -> "Going back to revision " + plan.target() + ": " + awaited.of(plan.progress());
                };
        return FailureText.of(failed) + ". " + next + FailureText.lastWords(failed);
    }

    private Condition condition(ConditionType type, Verdict verdict) {
        return verdict.as(type, generation(), seen.previous(), seen.now());
    }

    private long generation() {
        return Objects.requireNonNullElse(seen.app().getMetadata().getGeneration(), 0L);
    }

    private Verdict ready() {
        if (!refusals.isEmpty()) {
            return Verdict.no(Reason.REFUSED, refusals.get(0).text());
        }
        if (failed != null) {
            return Verdict.no(stalledFor(), failure());
        }
        Phase phase = plan.progress().phase();
        if (!phase.atRest()) {
            return Verdict.no(underWay(phase), awaited.of(plan.progress()));
        }
        Verdict synced = proxies.verdict();
        if (!synced.holds()) {
            return synced;
        }
        if (phase == Phase.PARTITIONED) {
            return Verdict.yes(Reason.PARTITIONED, partitioned());
        }
        return Verdict.yes(
                Reason.COMPLETE,
                plan.available().size() + " pods of revision " + seen.revision().hash() + " serve");
    }

    private Verdict progressing() {
        Phase phase = plan.progress().phase();
        return switch (phase) {
            case COMPLETE ->
                Verdict.no(Reason.COMPLETE, "revision " + seen.revision().hash() + " is rolled out");
            case PARTITIONED -> Verdict.no(Reason.PARTITIONED, partitioned());
            case PAUSED -> Verdict.no(Reason.PAUSED, awaited.of(plan.progress()));
            case FROZEN -> Verdict.no(Reason.FROZEN, awaited.of(plan.progress()));
            case FAILED -> Verdict.no(Reason.FAILED, failure());
            case ROLLED_BACK -> Verdict.no(Reason.ROLLED_BACK, failure());
            case ROLLING_BACK -> Verdict.yes(Reason.ROLLING_BACK, failure());
            case DEADLINE_EXCEEDED ->
                Verdict.no(
                        Reason.PROGRESS_DEADLINE_EXCEEDED,
                        "no progress for " + seen.spec().rollout().progressDeadlineSeconds() + " s; still trying: "
                                + awaited.of(plan.progress()));
            case ROLLING_OUT, SCALING -> Verdict.yes(underWay(phase), awaited.of(plan.progress()));
        };
    }

    private String partitioned() {
        return plan.progress().rolled() + " of " + plan.progress().replicas() + " pods are of revision "
                + seen.revision().hash() + ": lower spec.rollout.partition to go on";
    }

    private Reason underWay(Phase phase) {
        if (phase == Phase.DEADLINE_EXCEEDED) {
            return Reason.PROGRESS_DEADLINE_EXCEEDED;
        }
        if (phase == Phase.PAUSED) {
            return Reason.PAUSED;
        }
        if (phase == Phase.FROZEN) {
            return Reason.FROZEN;
        }
        if (problem().isPresent()) {
            return Reason.POD_FAILING;
        }
        return phase == Phase.SCALING ? Reason.SCALING : Reason.ROLLING_OUT;
    }

    private Optional<PodProblem> problem() {
        return plan.progress()
                .awaited()
                .flatMap(what -> what instanceof Awaited.Ready ready ? ready.problem() : Optional.empty());
    }

    private Verdict available() {
        int wanted = seen.spec().replicas();
        int least = Math.max(0, wanted - seen.desired().settings().maxUnavailable());
        String counts = plan.available().size() + " of " + wanted + " pods serve";
        if (wanted == 0) {
            return Verdict.yes(Reason.SCALED_TO_ZERO, "no pod is wanted: nginx answers 503");
        }
        return plan.available().size() >= least
                ? Verdict.yes(Reason.ENOUGH_PODS, counts)
                : Verdict.no(Reason.TOO_FEW_PODS, counts);
    }

    private String summary() {
        String counts = " " + plan.progress().rolled() + "/" + plan.progress().replicas();
        if (!refusals.isEmpty()) {
            return "Refused" + counts;
        }
        return switch (plan.progress().phase()) {
            case COMPLETE ->
                proxies.verdict().holds()
                        ? "Ready"
                        : "Proxies " + proxies.synced() + "/"
                                + seen.spec().nginx().replicas();
            case ROLLING_OUT -> problem().map(PodProblem::reason).orElse("Rolling") + counts;
            case SCALING -> problem().map(PodProblem::reason).orElse("Scaling") + counts;
            case PARTITIONED -> "Partitioned" + counts;
            case PAUSED -> "Paused" + counts;
            case FROZEN -> "Frozen" + counts;
            case FAILED -> "Failed" + counts;
            case ROLLING_BACK -> "RollingBack" + counts;
            case ROLLED_BACK -> "RolledBack";
            case DEADLINE_EXCEEDED -> "Stuck" + counts;
        };
    }
}
