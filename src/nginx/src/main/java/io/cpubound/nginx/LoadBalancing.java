package io.cpubound.nginx;

/** How nginx picks a server. */
public enum LoadBalancing {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    IP_HASH,
    RANDOM
}
