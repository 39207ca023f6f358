package io.cpubound.nginx;

import java.time.Duration;

/**
 * The settings of the proxy, typed, so that nothing but numbers and enums of a resource reaches the configuration.
 *
 * @param weight of each server, 1 to 65535
 * @param maxFails failed tries within {@code failTimeout} after which a server is left out, 0 or more; 0 switches it off
 * @param failTimeout the window for {@code maxFails} and the time a server is then left out; more than nothing, in whole seconds (nginx has
 *     no finer ones here, so it is rounded up)
 * @param loadBalancing how a server is picked
 * @param drainTimeout how long an old worker may finish its requests after a reload, then they are cut; as {@code failTimeout}
 */
public record ProxySettings(
        int weight, int maxFails, Duration failTimeout, LoadBalancing loadBalancing, Duration drainTimeout) {

    /** @throws IllegalArgumentException naming the value that is out of range */
    public ProxySettings {
        require(weight >= 1 && weight <= 65_535, "weight", weight, "from 1 to 65535");
        require(maxFails >= 0, "maxFails", maxFails, "0 or more");
        require(failTimeout.compareTo(Duration.ZERO) > 0, "failTimeout", failTimeout, "more than nothing");
        require(drainTimeout.compareTo(Duration.ZERO) > 0, "drainTimeout", drainTimeout, "more than nothing");
    }

    long failTimeoutSeconds() {
        return wholeSeconds(failTimeout);
    }

    long drainTimeoutSeconds() {
        return wholeSeconds(drainTimeout);
    }

    private static long wholeSeconds(Duration duration) {
        return duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + rule);
        }
    }
}
