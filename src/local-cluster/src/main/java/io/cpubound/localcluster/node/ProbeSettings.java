package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A probe's numbers with Kubernetes' defaults. */
record ProbeSettings(
        Duration initialDelay, Duration period, Duration timeout, int successThreshold, int failureThreshold) {

    static ProbeSettings of(Probe probe) {
        return new ProbeSettings(
                Duration.ofSeconds(or(probe.getInitialDelaySeconds(), 0)),
                Duration.ofSeconds(or(probe.getPeriodSeconds(), 10)),
                Duration.ofSeconds(or(probe.getTimeoutSeconds(), 1)),
                or(probe.getSuccessThreshold(), 1),
                or(probe.getFailureThreshold(), 3));
    }

    private static int or(@Nullable Integer value, int usual) {
        return value == null || (value == 0 && usual > 0) ? usual : value;
    }
}
