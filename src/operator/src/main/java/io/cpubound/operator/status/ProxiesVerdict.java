package io.cpubound.operator.status;

import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.rollout.PodId;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether every nginx runs the current configuration, and who does not. */
final class ProxiesVerdict {

    private final Observation seen;
    private final AwaitedText awaited;

    ProxiesVerdict(Observation seen, AwaitedText awaited) {
        this.seen = seen;
        this.awaited = awaited;
    }

    Verdict verdict() {
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
        if (synced() < counting()) {
            return Verdict.no(
                    Reason.SYNCING,
                    synced() + " of " + counting() + " nginx pods run configuration " + wanted.hash() + leftOut);
        }
        return Verdict.yes(
                Reason.SYNCED, "all " + counting() + " nginx pods run configuration " + wanted.hash() + leftOut);
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

    /** nginx pods that count. */
    int counting() {
        return (int) counted().count();
    }

    private Stream<ProxyView> counted() {
        return seen.proxies().stream().filter(ProxyView::counts);
    }

    /** Those that run the current configuration. */
    int synced() {
        return (int) seen.wanted().stream()
                .flatMap(wanted -> counted().filter(proxy -> proxy.report()
                        .map(report -> report.hash().equals(wanted.hash()))
                        .orElse(false)))
                .count();
    }
}
