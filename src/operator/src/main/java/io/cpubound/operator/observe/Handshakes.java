package io.cpubound.operator.observe;

import io.cpubound.operator.proxy.ProxyWanted;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the nginx pods' answers prove about an app's pod.
 *
 * @param wanted what they are to run; without it nothing is proven
 * @param listed the pods that the wanted configuration lists
 * @param proxies all nginx pods
 * @param lists the pods that the configuration of a hash lists
 */
record Handshakes(
        Optional<ProxyWanted> wanted,
        Set<String> listed,
        List<ProxyView> proxies,
        Function<String, Set<String>> lists) {

    /**
     * Every counting nginx pod runs a configuration that lists it: the current one, or one before it that did so too (else
     * all pods were unavailable for the moment in which a change of the list travels).
     */
    boolean listed(String uid) {
        return listed.contains(uid)
                && proxies.stream().anyMatch(ProxyView::counts)
                && proxies.stream().filter(ProxyView::counts).allMatch(proxy -> proxy.report()
                        .map(report -> lists.apply(report.hash()).contains(uid))
                        .orElse(false));
    }

    /** Every counting nginx pod runs the current configuration, which does not list it, and has no older worker left. */
    boolean released(String uid) {
        return wanted.isPresent()
                && !listed.contains(uid)
                && proxies.stream().filter(ProxyView::counts).allMatch(proxy -> proxy.report()
                        .map(report -> report.runsOnly(wanted.get()))
                        .orElse(false));
    }
}
