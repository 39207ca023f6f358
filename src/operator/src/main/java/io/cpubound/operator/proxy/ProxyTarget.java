package io.cpubound.operator.proxy;

/**
 * An nginx pod to poll.
 *
 * @param uid of the pod
 * @param address its IP address
 */
public record ProxyTarget(String uid, String address) {}
