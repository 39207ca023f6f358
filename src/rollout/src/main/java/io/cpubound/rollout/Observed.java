package io.cpubound.rollout;

import java.util.List;

/**
 * The world as it is. It may lag behind what others did, but not behind what the operator itself did: a pod that it has just
 * made, marked or deleted is seen so, whatever the cache says, and after a write with an unknown end it reads anew. Otherwise,
 * when something else changes within the lag, the plan would do the next thing without knowing that it has done one already.
 *
 * @param pods all pods that the app owns, whatever their state
 * @param memory what the status remembers of the progress so far
 */
public record Observed(List<PodView> pods, ProgressMemory memory) {
    public Observed {
        pods = List.copyOf(pods);
    }
}
