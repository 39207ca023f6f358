package io.cpubound.cli.view;

import io.cpubound.cli.api.Fields;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pod of the app.
 *
 * @param slot -1 when its label is not a number
 * @param reason why it is in that state; empty where the state says it all
 */
public record PodView(
        String name,
        int slot,
        String revision,
        PodState state,
        String reason,
        String address,
        long restarts,
        Optional<Instant> created) {

    /** What else is to be known for a pod's state. */
    record Surroundings(List<String> upstream, long warmUpSeconds, Instant now) {}

    static PodView of(GenericKubernetesResource pod, Surroundings around) {
        ObjectMeta metadata = pod.getMetadata();
        Fields fields = Fields.of(pod);
        PodReading reading = new PodReading(metadata, fields, around);
        return new PodView(
                metadata.getName(),
                slot(metadata.getLabels().getOrDefault("cpubound.io/slot", "")),
                metadata.getLabels().getOrDefault("cpubound.io/revision", ""),
                reading.state(),
                reading.reason(),
                fields.textOr("", "status", "podIP"),
                fields.items("status", "containerStatuses").stream()
                        .mapToLong(container -> container.number("restartCount"))
                        .sum(),
                new Fields(metadata.getCreationTimestamp()).time());
    }

    private static int slot(String label) {
        return label.matches("\\d{1,6}") ? Integer.parseInt(label) : -1;
    }
}
