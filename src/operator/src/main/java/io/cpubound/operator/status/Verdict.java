package io.cpubound.operator.status;

import io.cpubound.operator.api.CpuBoundAppStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A condition without its times. */
record Verdict(boolean holds, Reason reason, String message) {

    private static final int LONGEST = 1024;

    static Verdict yes(Reason reason, String message) {
        return new Verdict(true, reason, message);
    }

    static Verdict no(Reason reason, String message) {
        return new Verdict(false, reason, message);
    }

    Condition as(ConditionType type, long generation, Optional<CpuBoundAppStatus> previous, Instant now) {
        String status = holds ? "True" : "False";
        String since = previous.flatMap(before -> type.in(before))
                .filter(before -> status.equals(before.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type.word())
                .withStatus(status)
                .withReason(reason.word())
                .withMessage(message.length() <= LONGEST ? message : message.substring(0, LONGEST - 3) + "...")
                .withObservedGeneration(generation)
                .withLastTransitionTime(since)
                .build();
    }

    /** The conditions of an app. */
    enum ConditionType {
        READY("Ready"),
        AVAILABLE("Available"),
        PROGRESSING("Progressing"),
        PROXIES_SYNCED("ProxiesSynced"),
        /** Only there while a failure is remembered: kstatus then says Failed. */
        STALLED("Stalled");

        private final String word;

        ConditionType(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        Optional<Condition> in(CpuBoundAppStatus status) {
            List<Condition> conditions = status.conditions();
            return conditions == null
                    ? Optional.empty()
                    : conditions.stream()
                            .filter(condition -> word.equals(condition.getType()))
                            .findFirst();
        }
    }
}
