package io.cpubound.rollout;

import java.util.List;

/**
 * The world as it is.
 *
 * @param pods all pods that the app owns, whatever their state
 * @param memory what the status remembers of the progress so far
 */
public record Observed(List<PodView> pods, ProgressMemory memory) {
    public Observed {
        pods = List.copyOf(pods);
    }
}
