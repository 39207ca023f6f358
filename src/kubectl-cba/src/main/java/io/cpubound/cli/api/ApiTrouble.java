package io.cpubound.cli.api;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Says what an API server, or the way to it, has refused. */
final class ApiTrouble {

    private final String url;

    ApiTrouble(String url) {
        this.url = url;
    }

    CliException of(KubernetesClientException e) {
        String message =
                Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElseGet(() -> deepest(e));
        return switch (e.getCode()) {
            case 0 ->
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

    private static String deepest(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }
}
