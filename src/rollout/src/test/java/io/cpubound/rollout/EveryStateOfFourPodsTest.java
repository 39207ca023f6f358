package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.Enumeration.Case;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every way to put up to 4 pods of two revisions into slots 0 to 3, in every state, under every small spec: 8 places (slot
 * and revision), each absent or in one of 7 states. The rare states, the pause, and the case that the old revision is not even
 * the current one (a first deployment that was changed on its way), with up to 3 pods.
 */
class EveryStateOfFourPodsTest {
    private static final List<BiFunction<String, Integer, PodView>> STATES = List.of(
            ScenePods::starting,
            ScenePods::available,
            ScenePods::unlisted,
            ScenePods::leaving,
            ScenePods::released,
            ScenePods::terminating,
            ScenePods::failed,
            ScenePods::deletedByHand,
            ScenePods::lost,
            ScenePods::overdue,
            (revision, slot) -> ScenePods.failedAndLeaving(revision, slot, true));
    private static final int SLOTS = 4;
    private static final int[][] SURGE_AND_UNAVAILABLE = {{1, 0}, {0, 1}, {1, 1}, {2, 1}};

    @ParameterizedTest
    @CsvSource({OLD + ",4,7,false", OLD + ",3,11,true", NEW + ",3,11,true"})
    void keepsThePromises(String current, int mostPods, int states, boolean pauses) {
        long checked = new Enumeration(places(states), mostPods, cases(current, pauses)).check();
        System.out.println("planner: " + checked + " states checked (up to " + mostPods + " pods in " + states
                + " states, current revision " + current + ")");
        assertThat(checked).isGreaterThan(10_000);
    }

    private static List<List<PodView>> places(int states) {
        List<List<PodView>> places = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            for (String revision : List.of(OLD, NEW)) {
                int index = slot;
                places.add(STATES.subList(0, states).stream()
                        .map(state -> state.apply(revision, index))
                        .toList());
            }
        }
        return places;
    }

    private static List<Case> cases(String current, boolean pauses) {
        List<Case> cases = new ArrayList<>();
        for (int replicas = 0; replicas <= SLOTS; replicas++) {
            for (int[] budget : SURGE_AND_UNAVAILABLE) {
                cases.add(wanted(replicas, current, budget, false));
                if (pauses) {
                    cases.add(wanted(replicas, current, budget, true));
                }
            }
        }
        return cases;
    }

    private static Case wanted(int replicas, String current, int[] budget, boolean paused) {
        RolloutSettings settings = new RolloutSettings(
                budget[0],
                budget[1],
                Duration.ZERO,
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                0,
                Optional.empty(),
                paused);
        return new Case(new Desired(replicas, NEW, current, settings, Steering.DEFAULT), ProgressMemory.none(NOW));
    }

    @Test
    void plansTheSameWhateverTheOrderOfTheObservation() {
        List<List<PodView>> places = places(STATES.size());
        for (int[] states : new int[][] {{1, 0, 1, 2}, {4, 1, 3, 1}, {0, 0, 1, 1}, {7, 1, 8, 0}, {3, 4, 5, 6}}) {
            List<PodView> pods = new ArrayList<>();
            for (int i = 0; i < states.length; i++) {
                pods.add(places.get(i).get(states[i]));
            }
            List<PodView> reversed = new ArrayList<>(pods);
            Collections.reverse(reversed);
            for (Case one : cases(OLD, true)) {
                assertThat(RolloutPlanner.plan(one.desired(), new Observed(reversed, one.memory()), NOW))
                        .as(Arrays.toString(states))
                        .isEqualTo(RolloutPlanner.plan(one.desired(), new Observed(pods, one.memory()), NOW));
            }
        }
    }
}
