package io.cpubound.cli.api;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** Says what an API server, or the way to it, has refused. */
final class ApiTrouble {

    /** The client's code when no server has answered. */
    private static final int NO_ANSWER = -1;

    private final String url;

    ApiTrouble(String url) {
        this.url = url;
    }

    CliException of(KubernetesClientException e) {
        String message =
                Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElseGet(() -> deepest(e));
        return switch (e.getCode()) {
            case NO_ANSWER, 0 ->
                CliException.failed("cannot reach the cluster at " + url + " (" + deepest(e)
                        + "): check that it runs, and --kubeconfig and --context");
            case 401 ->
                CliException.failed("the cluster at " + url
                        + " does not know you (401): your token or certificate may have expired; log in again");
            case 403 ->
                CliException.failed(
                        message + ": ask for a role that allows it (kubectl auth can-i --list shows yours)");
            case 404 -> notInstalled();
            case 422 -> CliException.failed("the API server refuses the change: " + message);
            default -> CliException.failed("the cluster at " + url + " answers " + e.getCode() + ": " + message);
        };
    }

    /** A list is answered with 404 only where the kind is unknown. */
    CliException notInstalled() {
        return CliException.usage("the cluster at " + url
                + " has no CpuBoundApp: the operator's CRD is not installed; install it with kubectl apply -k deploy");
    }

    /** The JDK's client says these two with a class only. */
    private static String deepest(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null && !(at instanceof ConnectException)) {
            at = at.getCause();
        }
        if (at instanceof ConnectException) {
            return at.getCause() instanceof UnresolvedAddressException
                    ? "the name is not known"
                    : "connection refused, or no answer";
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }
}
