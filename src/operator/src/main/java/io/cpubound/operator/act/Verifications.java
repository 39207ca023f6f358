package io.cpubound.operator.act;

import io.cpubound.operator.api.VerificationSpec;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.verify.VerificationResult;
import io.cpubound.operator.verify.Verifier;
import io.cpubound.rollout.PodId;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Has pods verified beside reconcile, and writes the results to their readiness gates, where they survive a restart. */
@ApplicationScoped
public class Verifications {

    /** The gate was asked for when the pod was made, and the verification of its revision was taken away since. */
    private static final VerificationResult NOT_ASKED =
            new VerificationResult(true, "NotAsked", "spec.rollout.verification is not set any more");

    private final Verifier verifier;
    private final PodWriter pods;

    /** With who asks and who writes. */
    public Verifications(Verifier verifier, PodWriter pods) {
        this.verifier = verifier;
        this.pods = pods;
    }

    /** Begins, or writes the result when it is there. Asked again while it runs, it does nothing. */
    void advance(Observation seen, PodId pod) {
        ResourceID app = ResourceID.fromResource(seen.app());
        Optional<VerificationResult> result =
                seen.verification(pod).map(spec -> result(seen, app, pod, spec)).orElse(Optional.of(NOT_ASKED));
        result.ifPresent(known -> {
            pods.verified(seen.identity(), pod, known, seen.now());
            verifier.forget(app, pod.uid());
        });
    }

    /** Started first, also when a result is there: only the verifier knows whether that is about what is asked now. */
    private Optional<VerificationResult> result(Observation seen, ResourceID app, PodId pod, VerificationSpec spec) {
        return seen.address(pod).flatMap(address -> {
            verifier.start(app, pod.uid(), address, seen.port(pod), spec);
            return verifier.result(app, pod.uid());
        });
    }
}
