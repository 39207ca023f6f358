package io.cpubound.localcluster.node;

import java.util.List;
import java.util.Map;

/**
 * What this node runs for an image.
 *
 * @param id as the status' {@code imageID} gives it
 * @param entrypoint what runs unless the container has a command
 * @param arguments what follows it unless the container has arguments
 * @param environment the image's own; a container's wins over it
 * @param address names of variables that are set to the pod's address, whatever the container says: here it is one address of
 *     many on this machine, and listening on all of them would take other pods' ports
 * @param apiClient whether the process finds the API by a kubeconfig file of the pod's ServiceAccount
 * @param stopSignal such as TERM
 */
public record ImageAdapter(
        String id,
        List<String> entrypoint,
        List<String> arguments,
        Map<String, String> environment,
        List<String> address,
        boolean apiClient,
        String stopSignal) {
    public ImageAdapter {
        entrypoint = List.copyOf(entrypoint);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        address = List.copyOf(address);
    }
}
