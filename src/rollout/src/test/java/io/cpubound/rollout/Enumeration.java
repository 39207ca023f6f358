package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NOW;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** All ways to put up to so many pods into places, each pod in one of the states of its place, under every case. */
final class Enumeration {

    /** What is wanted and remembered. */
    record Case(Desired desired, ProgressMemory memory) {}

    /** Places fewer pods with this property: for the many runs of the mutation test. */
    private static final int AT_MOST = Integer.getInteger("rollout.pods", Integer.MAX_VALUE);

    private final List<List<PodView>> places;
    private final int mostPods;
    private final List<Case> cases;
    private final AtomicLong checked = new AtomicLong();

    Enumeration(List<List<PodView>> places, int mostPods, List<Case> cases) {
        this.places = places;
        this.mostPods = Math.min(mostPods, AT_MOST);
        this.cases = cases;
    }

    /** Returns how many plans the oracle has checked. */
    long check() {
        List<PodView> firsts = places.stream().flatMap(List::stream).toList();
        check(List.of());
        IntStream.range(0, firsts.size()).parallel().forEach(index -> {
            PodView first = firsts.get(index);
            List<PodView> pods = new ArrayList<>(List.of(first));
            int place = 0;
            while (!places.get(place).contains(first)) {
                place++;
            }
            addMore(pods, place + 1);
        });
        return checked.get();
    }

    private void addMore(List<PodView> pods, int nextPlace) {
        check(pods);
        if (pods.size() == mostPods) {
            return;
        }
        for (int place = nextPlace; place < places.size(); place++) {
            for (PodView pod : places.get(place)) {
                pods.add(pod);
                addMore(pods, place + 1);
                pods.remove(pods.size() - 1);
            }
        }
    }

    private void check(List<PodView> pods) {
        for (Case one : cases) {
            Observed observed = new Observed(pods, one.memory());
            Plan plan = RolloutPlanner.plan(one.desired(), observed, NOW);
            Oracle.check(one.desired(), observed, NOW, plan);
        }
        checked.addAndGet(cases.size());
    }
}
