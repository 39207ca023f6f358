package io.cpubound.operator.observe;

import io.cpubound.operator.api.CpuBoundAppSpec;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.resources.Revision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The revision that the spec asks for: that of its template, or the one of the history that {@code rollout.undoTo} names.
 *
 * @param revision what is wanted
 * @param pinned it comes from the history, so its number there must not change
 * @param problem what is wrong with {@code undoTo}; then nothing changes until it is put right
 */
public record WantedRevision(Revision revision, boolean pinned, Optional<String> problem) {

    static WantedRevision of(
            CpuBoundAppSpec spec, List<ControllerRevision> history, Optional<CpuBoundAppStatus> previous) {
        Long number = spec.rollout().undoTo();
        if (number == null) {
            return new WantedRevision(Revision.of(spec), false, Optional.empty());
        }
        Optional<Revision> named = history.stream()
                .filter(stored -> number.equals(stored.getRevision()))
                .findFirst()
                .flatMap(Revision::read);
        if (named.isPresent()) {
            return new WantedRevision(named.get(), true, Optional.empty());
        }
        String known = history.stream()
                .map(ControllerRevision::getRevision)
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        String problem = "spec.rollout.undoTo is " + number + ", and the history has "
                + (known.isEmpty() ? "no revision" : known) + ": name one of these, or remove undoTo";
        Optional<Revision> before = previous.map(CpuBoundAppStatus::updateRevision)
                .flatMap(hash -> history.stream()
                        .filter(stored ->
                                hash.equals(stored.getMetadata().getLabels().get(Revision.LABEL)))
                        .findFirst())
                .flatMap(Revision::read);
        return new WantedRevision(before.orElseGet(() -> Revision.of(spec)), before.isPresent(), Optional.of(problem));
    }
}
