package io.cpubound.rollout;

import java.util.Optional;

/**
 * The custom resource: what the user wants, and what the operator remembers.
 *
 * @param version grows with every write
 * @param generation grows when the wish becomes another one, so that a wish and the same one after another can be told apart
 * @param current the last revision that was rolled out completely; empty before the first
 */
record SimResource(
        int version,
        int generation,
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
        return edited(newReplicas, update, partitioned(partition), steering);
    }

    SimResource updatedTo(String revision) {
        return edited(replicas, revision, settings, steering);
    }

    SimResource with(RolloutSettings newSettings) {
        return edited(replicas, update, newSettings, steering);
    }

    SimResource with(Steering newSteering) {
        return edited(replicas, update, settings, newSteering);
    }

    private SimResource edited(int newReplicas, String newUpdate, RolloutSettings newSettings, Steering newSteering) {
        SimResource newer = new SimResource(
                version + 1, generation, newReplicas, newUpdate, newSettings, newSteering, current, memory);
        return newer.desired().equals(desired())
                ? newer
                : new SimResource(
                        version + 1, generation + 1, newReplicas, newUpdate, newSettings, newSteering, current, memory);
    }

    /** Written by the operator; only over what it has seen. */
    SimResource status(Optional<String> newCurrent, ProgressMemory newMemory) {
        return new SimResource(version + 1, generation, replicas, update, settings, steering, newCurrent, newMemory);
    }

    RolloutSettings partitioned(int partition) {
        return new RolloutSettings(
                settings.maxSurge(),
                settings.maxUnavailable(),
                settings.minReady(),
                settings.progressDeadline(),
                settings.schedulingDeadline(),
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
                settings.schedulingDeadline(),
                settings.partition(),
                settings.warmUp(),
                paused);
    }
}
