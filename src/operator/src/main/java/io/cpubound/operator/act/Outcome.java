package io.cpubound.operator.act;

import io.cpubound.operator.status.Refusal;
import io.cpubound.rollout.Plan;
import java.util.List;
import java.util.Optional;

/**
 * How carrying out a plan went.
 *
 * @param plan what was carried out: without the pods in the upstream list that were marked to leave
 * @param refusals what was not let happen; said in the status, tried again in a while
 * @param raced a write met a newer object: the plan was made from an older look, so look again at once
 * @param lastWords what a pod said that has just shown its revision to be bad
 * @param failure the first thing that went wrong for another reason; thrown after the status is written
 */
public record Outcome(
        Plan plan,
        List<Refusal> refusals,
        boolean raced,
        Optional<String> lastWords,
        Optional<RuntimeException> failure) {
    public Outcome {
        refusals = List.copyOf(refusals);
    }

    static Outcome nothing(Plan plan) {
        return new Outcome(plan, List.of(), false, Optional.empty(), Optional.empty());
    }

    /** Throws what went wrong, so that the retry's back-off takes over. */
    public void rethrow() {
        failure.ifPresent(problem -> {
            throw problem;
        });
    }
}
