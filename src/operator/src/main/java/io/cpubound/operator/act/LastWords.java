package io.cpubound.operator.act;

import io.cpubound.operator.observe.Observation;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView.PodProblem;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The end of the log of a pod that showed its revision to be bad: soon it is gone, and its log with it. */
@ApplicationScoped
public class LastWords {

    private static final Logger LOG = Logger.getLogger(LastWords.class);
    private static final int LINES = 10;
    private static final int LONGEST = 1000;

    /** Only against a log without line ends: the API server cuts the end off, where an exception tells what it is. */
    private static final int BYTES = 1024 * 1024;

    private final KubernetesClient client;

    /** One that reads with this client. */
    public LastWords(KubernetesClient client) {
        this.client = client;
    }

    /** What the pod said, when its failure was found in this look; empty else, or when it never said anything. */
    Optional<String> of(Observation seen, Plan plan) {
        Optional<Failure> known = seen.observed().memory().failure();
        return plan.memory()
                .failure()
                .filter(failure -> !known.map(Failure::at).equals(Optional.of(failure.at())))
                .flatMap(failure -> failure.pod().flatMap(pod -> said(seen, failure, pod)));
    }

    private Optional<String> said(Observation seen, Failure failure, PodId pod) {
        // What crashed said why before it was started again, and what answers wrongly runs.
        boolean crashed = !failure.reason().equals(PodProblem.VERIFICATION_FAILED);
        return log(seen, pod, crashed).or(() -> log(seen, pod, !crashed));
    }

    private Optional<String> log(Observation seen, PodId pod, boolean ofTheOneBefore) {
        String path = "/api/v1/namespaces/" + seen.identity().namespace() + "/pods/" + pod.name() + "/log?container="
                + seen.troubledContainer(pod) + "&tailLines=" + LINES + "&limitBytes=" + BYTES + "&previous="
                + ofTheOneBefore;
        try {
            String text = Optional.ofNullable(client.raw(path)).orElse("").strip();
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(text.substring(Math.max(0, text.length() - LONGEST)));
        } catch (KubernetesClientException none) {
            // A container that never ran has no log.
            LOG.debugf("no log of %s: %s", pod.name(), none.getMessage());
            return Optional.empty();
        }
    }
}
