package io.cpubound.operator.status;

import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.Progress;
import java.util.List;

/** Says in words what a rollout waits for, and what to do about it. */
final class AwaitedText {

    private final Observation seen;

    AwaitedText(Observation seen) {
        this.seen = seen;
    }

    String of(Progress progress) {
        String rolled = " (" + progress.rolled() + " of " + progress.replicas() + " rolled)";
        return progress.awaited().map(awaited -> of(awaited, rolled)).orElse("nothing is awaited" + rolled);
    }

    private String of(Awaited awaited, String rolled) {
        if (awaited instanceof Awaited.Ready ready) {
            return "waiting for " + ready.pod().name() + " to become ready" + rolled
                    + ready.problem()
                            .map(problem -> ": " + problem(ready.pod(), problem))
                            .orElse("");
        }
        if (awaited instanceof Awaited.MinReady minReady) {
            return "waiting for " + minReady.pod().name() + " to have been ready for "
                    + seen.spec().rollout().minReadySeconds() + " s" + rolled;
        }
        if (awaited instanceof Awaited.Listed listed) {
            return "waiting for nginx to list " + listed.pod().name() + rolled + proxies();
        }
        if (awaited instanceof Awaited.Released released) {
            return "waiting for nginx to let go of " + released.pod().name() + rolled + proxies();
        }
        if (awaited instanceof Awaited.Gone gone) {
            return "waiting for " + gone.pod().name() + " to end" + rolled;
        }
        if (awaited instanceof Awaited.Created created) {
            return "waiting for " + seen.identity().podName(created.revision(), created.slot()) + " to be made"
                    + rolled;
        }
        if (awaited instanceof Awaited.Verified verified) {
            return "waiting for " + verified.pod().name() + " to answer its verification" + rolled;
        }
        if (awaited instanceof Awaited.WarmedUp warming) {
            return "waiting for " + warming.pod().name() + " to warm up: it takes " + warming.percent()
                    + " % of its share" + rolled;
        }
        if (awaited instanceof Awaited.Thaw thaw) {
            return "frozen until " + thaw.at()
                    + " (spec.rollout.freeze); in an emergency set spec.rollout.freezeOverride" + " to "
                    + seen.revision().hash() + rolled;
        }
        if (awaited instanceof Awaited.Fix fix) {
            Failure failure = fix.failure();
            return "stopped: "
                    + FailureText.advice(
                            seen.app(), failure.reason(), failure.at().toString())
                    + ", or to go back with cpubound.io/abort: " + failure.revision() + rolled;
        }
        return "paused: set spec.rollout.paused to false to go on" + rolled;
    }

    /** Which nginx pods are behind, if any. */
    private String proxies() {
        List<String> behind = seen.wanted().stream()
                .flatMap(wanted -> seen.proxies().stream()
                        .filter(ProxyView::counts)
                        .flatMap(proxy -> behind(proxy, wanted).stream()))
                .toList();
        return behind.isEmpty() ? "" : ": " + String.join(", ", behind);
    }

    static java.util.Optional<String> behind(ProxyView proxy, io.cpubound.operator.proxy.ProxyWanted wanted) {
        if (proxy.report().isEmpty()) {
            return java.util.Optional.of(proxy.name() + " does not answer");
        }
        if (!proxy.report().get().runs(wanted)) {
            return java.util.Optional.of(proxy.name() + " runs an older configuration");
        }
        if (!proxy.report().get().runsOnly(wanted)) {
            return java.util.Optional.of(proxy.name() + " still finishes requests");
        }
        return java.util.Optional.empty();
    }

    String problem(PodId pod, PodProblem problem) {
        String hint = hint(pod, problem);
        return problem.reason()
                + (problem.message().isEmpty() ? "" : ": " + problem.message())
                + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    private String hint(PodId pod, PodProblem problem) {
        String namespace = seen.identity().namespace();
        return switch (problem.reason()) {
            case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull" ->
                "check spec.image and spec.imagePullSecrets";
            case "CrashLoopBackOff", "Error", "OOMKilled", "Completed" ->
                "see kubectl logs -n " + namespace + " " + pod.name() + " -c " + seen.troubledContainer(pod)
                        + " --previous";
            case "CreateContainerConfigError" ->
                "check what spec.env refers to, and that the image runs as a user that is a number and not 0";
            case "Unschedulable" ->
                "add nodes, ask for less in spec.resources, or give it more time in spec.rollout.schedulingDeadlineSeconds";
            default -> "see kubectl describe pod -n " + namespace + " " + pod.name();
        };
    }
}
