package io.cpubound.operator.proxy;

import io.cpubound.nginx.ProxyStatus;
import java.util.Optional;

/**
 * The last answer of an nginx pod.
 *
 * @param epoch the version of the ConfigMap for which it was asked
 * @param hash what {@code /config} answered: the configuration that takes new requests
 * @param status what {@code /status} answered after that
 */
public record ProxyReport(String epoch, String hash, ProxyStatus status) {

    /** Whether it takes new requests with that configuration, asked after the configuration was written. */
    public boolean runs(ProxyWanted wanted) {
        return epoch.equals(wanted.epoch()) && hash.equals(wanted.hash());
    }

    /** Whether, besides, no worker of an earlier configuration is left. */
    public boolean runsOnly(ProxyWanted wanted) {
        return runs(wanted) && status.oldWorkers() == 0;
    }

    /** Why nginx refused the wanted configuration, if it did. */
    public Optional<String> rejected(ProxyWanted wanted) {
        return status.rejected()
                .filter(rejected -> rejected.hash().equals(wanted.hash()))
                .map(ProxyStatus.Rejected::error);
    }
}
