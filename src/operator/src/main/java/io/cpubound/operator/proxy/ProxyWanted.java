package io.cpubound.operator.proxy;

/**
 * What the nginx pods of an app are to run.
 *
 * @param epoch the version of the ConfigMap; another one makes earlier answers worthless as proof
 * @param hash the configuration's hash
 */
public record ProxyWanted(String epoch, String hash) {}
