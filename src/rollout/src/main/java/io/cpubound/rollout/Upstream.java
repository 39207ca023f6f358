package io.cpubound.rollout;

import java.util.List;

/**
 * Chooses whom the proxies list.
 *
 * <ol>
 *   <li>The members: ready for long enough, endpoint ready, not marked to leave. A mark of this plan counts when it is made ({@link Plan#marked}).
 *   <li>With no member and replicas above 0: leaving pods that still serve. They are healthy and nobody told them to stop.
 *       They are not deleted while they are listed. As many as stand in the way of a successor are let go all the same:
 *       with maxSurge 0 and one replica that is the only one, and the empty list is what such a spec asks for.
 *   <li>With none of those either: terminating pods that still serve and are not released yet (KEP-1669). Once released, the
 *       preStop hook of a terminating pod has its answer and the pod may stop at any moment: it never comes back.
 *   <li>Nobody: nginx answers 503. So it is with 0 replicas, where the empty list is wanted.
 * </ol>
 */
final class Upstream {

    private Upstream() {}

    static List<Pod> choose(Draft draft) {
        Fleet fleet = draft.fleet();
        List<Pod> members = fleet.pods().stream().filter(Pod::member).toList();
        if (!members.isEmpty() || fleet.desired().replicas() == 0) {
            return members;
        }
        List<Pod> leaving = fleet.pods().stream()
                .filter(pod -> pod.live() && pod.view().leaving() && pod.seasoned() && pod.serving())
                .toList();
        boolean successorIsThere = !draft.budget().nobodyStays();
        int kept = successorIsThere
                ? leaving.size()
                : Math.min(leaving.size(), draft.budget().limit() - 1);
        if (kept > 0) {
            return leaving.subList(0, kept);
        }
        return fleet.pods().stream()
                .filter(pod -> pod.terminating()
                        && pod.seasoned()
                        && pod.serving()
                        && !pod.view().released())
                .toList();
    }
}
