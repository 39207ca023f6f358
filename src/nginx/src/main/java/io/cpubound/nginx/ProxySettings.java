package io.cpubound.nginx;

import java.time.Duration;

/**
 * The settings of the proxy, typed, so that nothing but numbers and enums of a resource reaches the configuration.
 *
 * @param weight of each server, 1 or more
 * @param maxFails failed tries within {@code failTimeout} after which a server is left out; 0 switches it off
 * @param failTimeout the window for {@code maxFails} and the time a server is then left out
 * @param loadBalancing how a server is picked
 * @param drainTimeout how long an old worker may finish its requests after a reload, then they are cut
 */
public record ProxySettings(
        int weight, int maxFails, Duration failTimeout, LoadBalancing loadBalancing, Duration drainTimeout) {}
