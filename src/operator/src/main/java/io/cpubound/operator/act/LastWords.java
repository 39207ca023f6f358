package io.cpubound.operator.act;

import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
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
                .flatMap(Failure::pod)
                .flatMap(pod -> log(seen, pod, true).or(() -> log(seen, pod, false)));
    }

    private Optional<String> log(Observation seen, PodId pod, boolean ofTheOneBefore) {
        String path = "/api/v1/namespaces/" + seen.identity().namespace() + "/pods/" + pod.name() + "/log?container="
                + AppPod.CONTAINER + "&tailLines=" + LINES + "&limitBytes=" + 4 * LONGEST + "&previous="
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
