package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every way to put up to 4 pods of two revisions into slots 0 to 3, in every state, under every small spec: 8 places (slot
 * and revision), each absent or in one of 7 states. The rare states, and the case that the old revision is not even the
 * current one (a first deployment that was changed on its way), with up to 3 pods.
 */
class EveryStateOfFourPodsTest {
    private static final List<BiFunction<String, Integer, PodView>> STATES = List.of(
            Scene::starting,
            Scene::available,
            Scene::unlisted,
            Scene::leaving,
            Scene::released,
            Scene::terminating,
            Scene::failed,
            Scene::deletedByHand,
            (revision, slot) -> Scene.failedAndLeaving(revision, slot, true));
    private static final int SLOTS = 4;
    private static final int PLACES = 2 * SLOTS;
    private static final PodView[][] PODS = new PodView[PLACES][STATES.size()];
    private static final int[][] SURGE_AND_UNAVAILABLE = {{1, 0}, {0, 1}, {1, 1}, {2, 1}};

    static {
        for (int place = 0; place < PLACES; place++) {
            for (int state = 0; state < STATES.size(); state++) {
                PODS[place][state] = STATES.get(state).apply(place % 2 == 0 ? OLD : NEW, place / 2);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({OLD + ",4,7", OLD + ",3,9", NEW + ",3,9"})
    void keepsThePromises(String current, int mostPods, int states) {
        List<Desired> wanted = wanted(current);
        AtomicLong checked = new AtomicLong();
        List<int[]> firstPods = new ArrayList<>();
        firstPods.add(new int[] {});
        IntStream.range(0, PLACES)
                .forEach(place -> IntStream.range(0, states).forEach(state -> firstPods.add(new int[] {place, state})));
        firstPods.parallelStream().forEach(first -> {
            List<PodView> pods = new ArrayList<>();
            if (first.length > 0) {
                pods.add(PODS[first[0]][first[1]]);
                addMore(pods, mostPods, states, first[0] + 1, wanted, checked);
            } else {
                check(pods, wanted, checked);
            }
        });
        System.out.println("planner: " + checked + " states checked (up to " + mostPods + " pods in " + states
                + " states, current revision " + current + ")");
        assertThat(checked.get()).isGreaterThan(1_000_000);
    }

    private static void addMore(
            List<PodView> pods, int mostPods, int states, int nextPlace, List<Desired> wanted, AtomicLong checked) {
        check(pods, wanted, checked);
        if (pods.size() == mostPods) {
            return;
        }
        for (int place = nextPlace; place < PLACES; place++) {
            for (int state = 0; state < states; state++) {
                pods.add(PODS[place][state]);
                addMore(pods, mostPods, states, place + 1, wanted, checked);
                pods.remove(pods.size() - 1);
            }
        }
    }

    private static void check(List<PodView> pods, List<Desired> wanted, AtomicLong checked) {
        Observed observed = new Observed(pods, ProgressMemory.none(NOW));
        for (Desired desired : wanted) {
            Plan plan = RolloutPlanner.plan(desired, observed, NOW);
            Oracle.check(desired, observed, NOW, plan);
        }
        checked.addAndGet(wanted.size());
    }

    private static List<Desired> wanted(String current) {
        List<Desired> wanted = new ArrayList<>();
        for (int replicas = 0; replicas <= SLOTS; replicas++) {
            for (int[] budget : SURGE_AND_UNAVAILABLE) {
                for (boolean paused : new boolean[] {false, true}) {
                    wanted.add(new Desired(
                            replicas,
                            NEW,
                            current,
                            new RolloutSettings(
                                    budget[0],
                                    budget[1],
                                    Duration.ZERO,
                                    Duration.ofMinutes(10),
                                    0,
                                    Optional.empty(),
                                    paused),
                            Steering.DEFAULT));
                }
            }
        }
        return wanted;
    }

    @Test
    void plansTheSameWhateverTheOrderOfTheObservation() {
        for (int[] states : new int[][] {{1, 0, 1, 2}, {4, 1, 3, 1}, {0, 0, 1, 1}, {7, 1, 8, 0}, {3, 4, 5, 6}}) {
            List<PodView> pods = new ArrayList<>();
            for (int i = 0; i < states.length; i++) {
                pods.add(PODS[i][states[i]]);
            }
            List<PodView> reversed = new ArrayList<>(pods);
            java.util.Collections.reverse(reversed);
            for (Desired desired : wanted(OLD)) {
                ProgressMemory memory = ProgressMemory.none(NOW);
                assertThat(RolloutPlanner.plan(desired, new Observed(reversed, memory), NOW))
                        .as(Arrays.toString(states))
                        .isEqualTo(RolloutPlanner.plan(desired, new Observed(pods, memory), NOW));
            }
        }
    }
}
