package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.Enumeration.Case;
import io.cpubound.rollout.Steering.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every way to put up to 3 pods of two revisions into slots 0 to 2, the new ones also with a fatal problem, unverified or
 * warming up, under every partition, pause and freeze, and with every story of a failure: none, aborted, remembered, to be tried
 * again, tried again.
 */
class EverySteeringOfThreePodsTest {

    private enum Held {
        NOT,
        PAUSED,
        FROZEN
    }

    private enum Story {
        NONE,
        ABORTED,
        REMEMBERED,
        TO_BE_RETRIED,
        RETRIED
    }

    private static final int SLOTS = 3;
    private static final WarmUp WARM_UP = new WarmUp(Duration.ofSeconds(30), 3, 10);
    private static final Instant FAILED_AT = NOW.minusSeconds(70);

    @Test
    void keepsThePromisesUnderEveryPartition() {
        List<Case> cases = new ArrayList<>();
        for (int replicas = 1; replicas <= SLOTS; replicas++) {
            for (int partition = 1; partition <= replicas; partition++) {
                for (int[] budget : new int[][] {{1, 0}, {0, 1}, {1, 1}}) {
                    for (Held held : Held.values()) {
                        cases.add(wanted(replicas, budget, partition, held, OnFailure.ROLLBACK, Story.NONE));
                    }
                }
            }
        }
        check(cases, "partitions");
    }

    @Test
    void keepsThePromisesWhateverBecameOfTheUpdate() {
        List<Case> cases = new ArrayList<>();
        for (int replicas = 1; replicas <= SLOTS; replicas++) {
            for (OnFailure onFailure : OnFailure.values()) {
                for (Story story : Story.values()) {
                    for (Held held : Held.values()) {
                        cases.add(wanted(replicas, new int[] {1, 0}, 0, held, onFailure, story));
                        cases.add(wanted(replicas, new int[] {0, 1}, 0, held, onFailure, story));
                    }
                    cases.add(wanted(replicas, new int[] {1, 0}, replicas - 1, Held.NOT, onFailure, story));
                }
            }
        }
        check(cases, "failures");
    }

    private static void check(List<Case> cases, String of) {
        long checked = new Enumeration(places(), 3, cases).check();
        System.out.println("planner: " + checked + " states checked (up to 3 pods, " + of + ")");
        assertThat(checked).isGreaterThan(10_000);
    }

    private static List<List<PodView>> places() {
        List<List<PodView>> places = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            places.add(usual(OLD, slot));
            List<PodView> all = new ArrayList<>(usual(NEW, slot));
            all.add(ScenePods.broken(NEW, slot, "CrashLoopBackOff"));
            all.add(ScenePods.unverified(NEW, slot));
            all.add(ScenePods.warming(NEW, slot, NOW.minusSeconds(15)));
            places.add(all);
        }
        return places;
    }

    private static List<PodView> usual(String revision, int slot) {
        return List.of(
                ScenePods.starting(revision, slot),
                ScenePods.available(revision, slot),
                ScenePods.unlisted(revision, slot),
                ScenePods.leaving(revision, slot),
                ScenePods.released(revision, slot),
                ScenePods.terminating(revision, slot),
                ScenePods.failed(revision, slot));
    }

    private static Case wanted(int replicas, int[] budget, int partition, Held held, OnFailure onFailure, Story story) {
        RolloutSettings settings = new RolloutSettings(
                budget[0],
                budget[1],
                Duration.ZERO,
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                partition,
                Optional.of(WARM_UP),
                held == Held.PAUSED);
        Steering steering = new Steering(
                onFailure,
                held == Held.FROZEN ? Optional.of(NOW.plusSeconds(3600)) : Optional.empty(),
                Optional.empty(),
                story == Story.ABORTED ? Optional.of(NEW) : Optional.empty(),
                story == Story.TO_BE_RETRIED || story == Story.RETRIED ? Optional.of(FAILED_AT) : Optional.empty());
        return new Case(new Desired(replicas, NEW, OLD, settings, steering), memory(replicas, onFailure, story));
    }

    private static ProgressMemory memory(int replicas, OnFailure onFailure, Story story) {
        boolean wentBack = onFailure == OnFailure.ROLLBACK && story != Story.RETRIED;
        boolean fails = story == Story.REMEMBERED || story == Story.TO_BE_RETRIED;
        Optional<Failure> failure = fails
                ? Optional.of(new Failure(NEW, "CrashLoopBackOff", "", FAILED_AT, Optional.empty()))
                : Optional.empty();
        Optional<Instant> retriedAt = story == Story.RETRIED ? Optional.of(NOW.minusSeconds(65)) : Optional.empty();
        return story == Story.NONE || story == Story.ABORTED
                ? ProgressMemory.none(NOW)
                : new ProgressMemory(
                        "rolling " + replicas + " " + (wentBack ? OLD : NEW), 1, FAILED_AT, failure, retriedAt);
    }
}
