package io.cpubound.operator.status;

import static io.cpubound.operator.status.StatusScene.NEW_POD;
import static io.cpubound.operator.status.StatusScene.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.Progress.Phase;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What changes from one status to the next, and what is told of it. */
class TransitionsTest {

    private final StatusScene scene = new StatusScene();

    @Test
    void theTransitionTimeMovesOnlyWithTheStatus() {
        CpuBoundAppStatus before = scene.plan(Phase.ROLLING_OUT, 1, new Awaited.Listed(NEW_POD));
        scene.previous = before;
        scene.now = NOW.plusSeconds(60);

        CpuBoundAppStatus after = scene.plan(Phase.COMPLETE, 3, null);

        assertThat(time(after, "Ready")).isEqualTo("2026-01-01T12:01:00Z");
        assertThat(time(after, "ProxiesSynced")).isEqualTo("2026-01-01T12:00:00Z");
    }

    @Test
    void theSameLookGivesTheSameStatus() {
        CpuBoundAppStatus before = scene.plan(Phase.COMPLETE, 3, null);
        scene.previous = before;
        scene.now = NOW.plusSeconds(60);

        assertThat(scene.plan(Phase.COMPLETE, 3, null)).isEqualTo(before);
        assertThat(Transitions.between(Optional.of(before), before)).isEmpty();
    }

    @Test
    void eventsAreTheTurningPoints() {
        CpuBoundAppStatus rolling = scene.plan(Phase.ROLLING_OUT, 0, new Awaited.Listed(NEW_POD));
        CpuBoundAppStatus failing = scene.plan(
                Phase.ROLLING_OUT,
                0,
                new Awaited.Ready(NEW_POD, Optional.of(new PodProblem("CrashLoopBackOff", "x", NOW, 1))));
        CpuBoundAppStatus complete = scene.plan(Phase.COMPLETE, 3, null);

        assertThat(Transitions.between(Optional.of(rolling), failing))
                .extracting(Notice::warning, Notice::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(true, "PodFailing"));
        assertThat(Transitions.between(Optional.of(failing), complete))
                .extracting(Notice::reason)
                .containsExactly("Ready", "RolloutComplete");
        assertThat(Transitions.between(Optional.empty(), rolling)).isEmpty();
    }

    private static String time(CpuBoundAppStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow()
                .getLastTransitionTime();
    }
}
