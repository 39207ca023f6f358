package io.cpubound.operator.status;

import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.api.CpuBoundAppStatus.FailedStatus;
import io.cpubound.operator.status.Verdict.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What is worth an Event when one status follows another. */
public final class Transitions {

    /** Somebody should look at these. */
    private static final Set<String> WARNINGS = Set.of(
            Reason.POD_FAILING.word(),
            Reason.PROGRESS_DEADLINE_EXCEEDED.word(),
            Reason.REFUSED.word(),
            Reason.ROLLED_BACK.word(),
            Reason.CONFIGURATION_REJECTED.word());

    private Transitions() {}

    /** The notices of this step; none when nothing of interest has changed. */
    public static List<Notice> between(Optional<CpuBoundAppStatus> before, CpuBoundAppStatus after) {
        List<Notice> notices = new ArrayList<>();
        ConditionType.READY.in(after).ifPresent(ready -> {
            Optional<Condition> was = before.flatMap(ConditionType.READY::in);
            String reasonBefore = was.map(Condition::getReason).orElse("");
            if (WARNINGS.contains(ready.getReason()) && !ready.getReason().equals(reasonBefore)) {
                notices.add(new Notice(true, ready.getReason(), ready.getMessage()));
            }
            if ("True".equals(ready.getStatus())
                    && !was.map(Condition::getStatus).equals(Optional.of("True"))) {
                notices.add(new Notice(false, "Ready", ready.getMessage()));
            }
        });
        FailedStatus failed = after.failed();
        if (failed != null
                && !before.map(CpuBoundAppStatus::failed).map(FailedStatus::at).equals(Optional.of(failed.at()))) {
            notices.add(new Notice(true, "RolloutFailed", FailureText.of(failed) + FailureText.lastWords(failed)));
        }
        before.map(CpuBoundAppStatus::updateRevision)
                .filter(revision -> !revision.equals(after.updateRevision()))
                .ifPresent(revision -> notices.add(new Notice(
                        false, "RolloutStarted", "from revision " + revision + " to " + after.updateRevision())));
        if (before.isPresent()
                && !Objects.equals(before.get().currentRevision(), after.currentRevision())
                && after.currentRevision() != null) {
            notices.add(new Notice(false, "RolloutComplete", "revision " + after.currentRevision() + " is rolled out"));
        }
        return List.copyOf(notices);
    }
}
