package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.upstream;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.broken;
import static io.cpubound.rollout.ScenePods.deletedByHand;
import static io.cpubound.rollout.ScenePods.leaving;
import static io.cpubound.rollout.ScenePods.lost;
import static io.cpubound.rollout.ScenePods.readySince;
import static io.cpubound.rollout.ScenePods.released;
import static io.cpubound.rollout.ScenePods.starting;
import static io.cpubound.rollout.ScenePods.terminating;
import static io.cpubound.rollout.ScenePods.withEndpoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is listed, above all when nobody is as he should be (traps 9, 21, 27, 28, 32). */
class LastServerTest {

    @Test
    void keepsTheLeavingPodAsServerWhenItsSuccessorIsDownEvenIfItWasReleased() {
        Plan plan = rolling(1).with(released(OLD, 0), starting(NEW, 0)).plan();
        assertThat(upstream(plan)).containsExactly("old-0");
        assertThat(steps(plan)).isEmpty();
    }

    @Test
    void letsGoOfTheLeavingPodWhenThereIsAMemberAgain() {
        Plan plan = rolling(1).with(released(OLD, 0), available(NEW, 0)).plan();
        assertThat(upstream(plan)).containsExactly("new-0");
        assertThat(steps(plan)).containsExactly("delete old-0");
    }

    @Test
    void withOneReplicaAndNoSurgeTheEmptyUpstreamIsWhatWasAskedFor() {
        Plan marking = rolling(1).surge(0, 1).with(available(OLD, 0)).plan();
        Plan draining = rolling(1).surge(0, 1).with(leaving(OLD, 0)).plan();
        Plan deleting = rolling(1).surge(0, 1).with(released(OLD, 0)).plan();
        assertThat(steps(marking)).containsExactly("mark old-0");
        assertThat(upstream(marking.marked(Set.of(ScenePods.id(OLD, 0)))))
                .as("whom to list when nobody is left is for the next look")
                .containsExactly("old-0");
        assertThat(upstream(draining)).isEmpty();
        assertThat(steps(deleting)).containsExactly("delete old-0");
    }

    @Test
    void keepsAllButOneOfTheLastServersWhenRoomForASuccessorIsNeeded() {
        Plan plan = rolling(3)
                .surge(0, 1)
                .with(released(OLD, 0), released(OLD, 1), released(OLD, 2))
                .plan();
        assertThat(upstream(plan)).containsExactly("old-0", "old-1");
        assertThat(steps(plan)).containsExactly("delete old-2");
    }

    @Test
    void aSinglePodDeletedByHandServesOnWhileAStandInIsMade() {
        Scene scene = settledOn(NEW, 1).with(deletedByHand(NEW, 0));
        Plan first = scene.plan();
        Plan starting = scene.with(starting(NEW, 1)).plan();
        Plan takenOver = scene.without(starting(NEW, 1)).with(available(NEW, 1)).plan();
        Plan nameIsFree = scene.without(deletedByHand(NEW, 0)).plan();
        Plan filled = scene.with(available(NEW, 0)).plan();
        assertThat(steps(first)).containsExactly("create new-1");
        assertThat(upstream(first)).containsExactly("new-0");
        assertThat(steps(starting)).isEmpty();
        assertThat(upstream(starting)).containsExactly("new-0");
        assertThat(upstream(takenOver)).containsExactly("new-1");
        assertThat(steps(nameIsFree)).containsExactly("create new-0");
        assertThat(steps(filled)).containsExactly("mark new-1");
    }

    @Test
    void aPodDeletedByHandLeavesTheUpstreamAtOnceWhenOthersServe() {
        Plan plan =
                settledOn(NEW, 2).with(available(NEW, 0), deletedByHand(NEW, 1)).plan();
        assertThat(upstream(plan)).containsExactly("new-0");
        assertThat(plan.progress().awaited()).contains(new Awaited.Gone(ScenePods.id(NEW, 1)));
    }

    @Test
    void aPodThatWasToldToStopNeverComesBack() {
        Plan plan = rolling(1).with(terminating(OLD, 0), starting(NEW, 0)).plan();
        assertThat(upstream(plan)).isEmpty();
    }

    @Test
    void aTerminatingPodOnALostNodeHoldsItsNameAndIsNotForced() {
        PodView lost = withEndpoint(terminating(NEW, 1), Optional.empty());
        Plan plan = settledOn(NEW, 2).with(available(NEW, 0), lost).plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(upstream(plan)).containsExactly("new-0");
        assertThat(plan.progress().awaited()).contains(new Awaited.Gone(lost.id()));
    }

    /** One replica: new-0 was available, so old-0 was marked; then new-0 crashed for good, and the way back is to old-0's name. */
    @Test
    void aPodOfAGivenUpRevisionDoesNotKeepTheLastServerFromBeingRelieved() {
        Scene scene = settledOn(OLD, 1).with(leaving(OLD, 0), broken(NEW, 0, "CrashLoopBackOff"));
        Plan stuck = scene.plan();
        Plan alone = scene.without(broken(NEW, 0, "CrashLoopBackOff")).plan();
        assertThat(steps(stuck)).containsExactly("mark new-0");
        assertThat(upstream(stuck)).containsExactly("old-0");
        assertThat(steps(alone)).containsExactly("create old-1");
    }

    /** A stand-in of a revision that was wanted for a moment, and that has no image. */
    @Test
    void aStandInOfARevisionThatNobodyWantsMakesRoomForOneThatCanRelieve() {
        Scene scene = settledOn(OLD, 1).with(leaving(OLD, 0), broken(NEW, 1, "ImagePullBackOff"));
        assertThat(steps(scene.plan())).containsExactly("mark new-1");
        scene.without(broken(NEW, 1, "ImagePullBackOff"));
        assertThat(steps(scene.plan())).containsExactly("create old-1");
        assertThat(steps(scene.with(starting(OLD, 1)).plan())).isEmpty();
    }

    @Test
    void whatIsLeftOnALostNodeHoldsUpNoRollout() {
        Scene scene = rolling(2).with(available(OLD, 0), lost(OLD, 1));
        Plan tried = scene.plan();
        Plan next = scene.with(available(NEW, 1)).plan();
        Plan rolled = scene.without(available(OLD, 0)).with(available(NEW, 0)).plan();
        assertThat(steps(tried)).containsExactly("create new-1");
        assertThat(steps(next)).containsExactly("create new-0");
        assertThat(rolled.progress().phase()).isEqualTo(Progress.Phase.COMPLETE);
    }

    @Test
    void aPodThatLosesItsReadinessLeavesTheUpstreamAndMinReadyStartsAnew() {
        Scene scene = settledOn(NEW, 2).minReady(Duration.ofSeconds(10)).with(available(NEW, 0));
        PodView back = readySince(NEW, 1, Scene.NOW.minusSeconds(3));
        assertThat(upstream(scene.with(starting(NEW, 1)).plan())).containsExactly("new-0");
        assertThat(upstream(scene.without(starting(NEW, 1)).with(back).plan())).containsExactly("new-0");
        assertThat(upstream(scene.planAt(Scene.NOW.plusSeconds(7)))).containsExactly("new-0", "new-1");
    }

    @Test
    void aReadyPodWithoutAReadyEndpointIsNotListed() {
        Plan plan = settledOn(NEW, 2)
                .with(
                        available(NEW, 0),
                        withEndpoint(available(NEW, 1), Optional.of(new PodView.Endpoint(false, false))))
                .plan();
        assertThat(upstream(plan)).containsExactly("new-0");
        assertThat(plan.available()).containsExactly(ScenePods.id(NEW, 0));
    }

    @Test
    void aProxyThatNeverAcknowledgesHoldsTheDrain() {
        Plan plan = rolling(2)
                .with(leaving(OLD, 0), available(NEW, 0), available(OLD, 1))
                .planAt(Scene.NOW.plusSeconds(3600));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.progress().awaited()).contains(new Awaited.Released(ScenePods.id(OLD, 0)));
    }
}
