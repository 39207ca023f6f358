package io.cpubound.nginx;

import java.util.List;

/** The facts about the nginx pod that the Deployment, the script and the configuration share. */
public final class ProxyPod {

    /** Where traffic goes in. */
    public static final int HTTP_PORT = 8080;

    /** Where {@code /config}, {@code /status} and {@code /ready} answer; not behind the Service. */
    public static final int STATUS_PORT = 8081;

    /** The ConfigMap's mount (whole volume, never subPath: those do not update). */
    public static final String CONFIG_DIRECTORY = "/etc/cpubound";

    /** A writable emptyDir: nginx's prefix, its accepted configuration, pid, temporary and status files. */
    public static final String RUN_DIRECTORY = "/run/cpubound";

    /**
     * The container's command. Both paths are arguments, so that a node without mount namespaces can put its own there.
     */
    public static final List<String> COMMAND =
            List.of("/bin/sh", CONFIG_DIRECTORY + "/proxy.sh", CONFIG_DIRECTORY, RUN_DIRECTORY);

    /**
     * Environment: addresses to listen on, separated by spaces. Unset means all IPv4 addresses, and all IPv6 ones where
     * the kernel has IPv6. A node without network namespaces sets it to the pod's own address.
     */
    public static final String LISTEN_ADDRESSES = "CPUBOUND_LISTEN_ADDRESSES";

    private ProxyPod() {}
}
