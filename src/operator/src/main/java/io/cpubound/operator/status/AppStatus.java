package io.cpubound.operator.status;

import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.api.CpuBoundAppStatus.ProxiesStatus;
import io.cpubound.operator.api.CpuBoundAppStatus.RolloutStatus;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.status.Verdict.ConditionType;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.cpubound.rollout.Progress.Phase;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Works out an app's status. */
public final class AppStatus {

    private final Observation seen;
    private final Plan plan;
    private final List<Refusal> refusals;
    private final AwaitedText awaited;

    private AppStatus(Observation seen, Plan plan, List<Refusal> refusals) {
        this.seen = seen;
        this.plan = plan;
        this.refusals = refusals;
        this.awaited = new AwaitedText(seen);
    }

    /** The status after this look. */
    public static CpuBoundAppStatus of(Observation seen, Plan plan, List<Refusal> refusals) {
        return new AppStatus(seen, plan, refusals).status();
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
                plan.progress().phase() == Phase.COMPLETE
                        ? seen.revision().hash()
                        : seen.previous()
                                .map(CpuBoundAppStatus::currentRevision)
                                .orElse(null),
                seen.revision().hash(),
                null,
                null,
                null,
                seen.wanted().map(ProxyWanted::hash).orElse(null),
                new ProxiesStatus((int) synced(), (int) counting().count()),
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
                        null),
                conditions());
    }

    private List<Condition> conditions() {
        Verdict proxies = proxiesSynced();
        return Stream.of(
                        condition(ConditionType.READY, ready(proxies)),
                        condition(ConditionType.AVAILABLE, available()),
                        condition(ConditionType.PROGRESSING, progressing()),
                        condition(ConditionType.PROXIES_SYNCED, proxies))
                .toList();
    }

    private Condition condition(ConditionType type, Verdict verdict) {
        return verdict.as(type, generation(), seen.previous(), seen.now());
    }

    private long generation() {
        return Objects.requireNonNullElse(seen.app().getMetadata().getGeneration(), 0L);
    }

    private Verdict ready(Verdict proxies) {
        if (!refusals.isEmpty()) {
            return Verdict.no(Reason.REFUSED, refusals.get(0).text());
        }
        Phase phase = plan.progress().phase();
        if (phase != Phase.COMPLETE) {
            return Verdict.no(underWay(phase), awaited.of(plan.progress()));
        }
        if (!proxies.holds()) {
            return Verdict.no(proxies.reason(), proxies.message());
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
            case PAUSED -> Verdict.no(Reason.PAUSED, awaited.of(plan.progress()));
            case DEADLINE_EXCEEDED ->
                Verdict.no(
                        Reason.PROGRESS_DEADLINE_EXCEEDED,
                        "no progress for " + seen.spec().rollout().progressDeadlineSeconds() + " s; still trying: "
                                + awaited.of(plan.progress()));
            case ROLLING_OUT, SCALING -> Verdict.yes(underWay(phase), awaited.of(plan.progress()));
        };
    }

    private Reason underWay(Phase phase) {
        if (phase == Phase.DEADLINE_EXCEEDED) {
            return Reason.PROGRESS_DEADLINE_EXCEEDED;
        }
        if (phase == Phase.PAUSED) {
            return Reason.PAUSED;
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
        int least = Math.max(0, wanted - seen.spec().rollout().unavailable(wanted));
        String counts = plan.available().size() + " of " + wanted + " pods serve";
        if (wanted == 0) {
            return Verdict.yes(Reason.SCALED_TO_ZERO, "no pod is wanted: nginx answers 503");
        }
        return plan.available().size() >= least
                ? Verdict.yes(Reason.ENOUGH_PODS, counts)
                : Verdict.no(Reason.TOO_FEW_PODS, counts);
    }

    private Verdict proxiesSynced() {
        if (seen.wanted().isEmpty()) {
            return Verdict.no(Reason.SYNCING, "the nginx configuration is not written yet");
        }
        ProxyWanted wanted = seen.wanted().get();
        Optional<String> rejected = seen.proxies().stream()
                .flatMap(proxy -> proxy.report().flatMap(report -> report.rejected(wanted)).stream()
                        .map(error ->
                                proxy.name() + " refused the configuration and serves with the one before: " + error))
                .findFirst();
        if (rejected.isPresent()) {
            return Verdict.no(Reason.CONFIGURATION_REJECTED, rejected.get());
        }
        String leftOut = leftOut();
        long ready = seen.proxies().stream().filter(ProxyView::serves).count();
        int asked = seen.spec().nginx().replicas();
        if (ready < asked) {
            return Verdict.no(
                    Reason.PROXIES_NOT_READY,
                    ready + " of " + asked + " nginx pods are ready"
                            + problems().or(this::behind).orElse("") + leftOut);
        }
        if (synced() < counting().count()) {
            return Verdict.no(
                    Reason.SYNCING,
                    synced() + " of " + counting().count() + " nginx pods run configuration " + wanted.hash()
                            + leftOut);
        }
        return Verdict.yes(
                Reason.SYNCED,
                "all " + counting().count() + " nginx pods run configuration " + wanted.hash() + leftOut);
    }

    private Optional<String> behind() {
        return seen.wanted().stream()
                .flatMap(wanted -> seen.proxies().stream()
                        .filter(proxy -> !proxy.serves() && !proxy.terminating())
                        .flatMap(proxy -> AwaitedText.behind(proxy, wanted).stream()))
                .findFirst()
                .map(why -> ": " + why);
    }

    private Optional<String> problems() {
        return seen.proxies().stream()
                .flatMap(proxy -> proxy.problem().stream()
                        .map(problem -> ": "
                                + proxy.name()
                                + " has " + awaited.problem(new PodId(proxy.name(), proxy.uid()), problem)))
                .findFirst();
    }

    private String leftOut() {
        return seen.proxies().stream()
                .flatMap(proxy -> proxy.leftOut().stream())
                .findFirst()
                .map(why -> "; left out: " + why)
                .orElse("");
    }

    private Stream<ProxyView> counting() {
        return seen.proxies().stream().filter(ProxyView::counts);
    }

    private long synced() {
        return seen.wanted().stream()
                .flatMap(wanted -> counting().filter(proxy -> proxy.report()
                        .map(report -> report.hash().equals(wanted.hash()))
                        .orElse(false)))
                .count();
    }

    private String summary() {
        String counts = " " + plan.progress().rolled() + "/" + plan.progress().replicas();
        if (!refusals.isEmpty()) {
            return "Refused" + counts;
        }
        return switch (plan.progress().phase()) {
            case COMPLETE ->
                proxiesSynced().holds()
                        ? "Ready"
                        : "Proxies " + synced() + "/" + seen.spec().nginx().replicas();
            case ROLLING_OUT -> problem().map(PodProblem::reason).orElse("Rolling") + counts;
            case SCALING -> problem().map(PodProblem::reason).orElse("Scaling") + counts;
            case PAUSED -> "Paused" + counts;
            case DEADLINE_EXCEEDED -> "Stuck" + counts;
        };
    }
}
