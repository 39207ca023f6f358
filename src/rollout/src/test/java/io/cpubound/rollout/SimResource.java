package io.cpubound.rollout;

import java.util.Optional;

/**
 * The custom resource: what the user wants, and what the operator remembers.
 *
 * @param version grows with every write
 * @param current the last revision that was rolled out completely; empty before the first
 */
record SimResource(
        int version,
        int replicas,
        String update,
        RolloutSettings settings,
        Steering steering,
        Optional<String> current,
        ProgressMemory memory) {

    Desired desired() {
        return new Desired(replicas, update, current.orElse(update), settings, steering);
    }

    SimResource scaled(int newReplicas) {
        int partition = Math.min(settings.partition(), newReplicas);
        return new SimResource(version + 1, newReplicas, update, partitioned(partition), steering, current, memory);
    }

    SimResource updatedTo(String revision) {
        return new SimResource(version + 1, replicas, revision, settings, steering, current, memory);
    }

    SimResource with(RolloutSettings newSettings) {
        return new SimResource(version + 1, replicas, update, newSettings, steering, current, memory);
    }

    SimResource with(Steering newSteering) {
        return new SimResource(version + 1, replicas, update, settings, newSteering, current, memory);
    }

    /** Written by the operator; only over what it has seen. */
    SimResource status(Optional<String> newCurrent, ProgressMemory newMemory) {
        return new SimResource(version + 1, replicas, update, settings, steering, newCurrent, newMemory);
    }

    RolloutSettings partitioned(int partition) {
        return new RolloutSettings(
                settings.maxSurge(),
                settings.maxUnavailable(),
                settings.minReady(),
                settings.progressDeadline(),
                partition,
                settings.warmUp(),
                settings.paused());
    }

    RolloutSettings paused(boolean paused) {
        return new RolloutSettings(
                settings.maxSurge(),
                settings.maxUnavailable(),
                settings.minReady(),
                settings.progressDeadline(),
                settings.partition(),
                settings.warmUp(),
                paused);
    }
}
