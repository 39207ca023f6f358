package io.cpubound.cli.view;

import io.cpubound.cli.api.AppObjects;
import io.cpubound.cli.api.Fields;
import io.cpubound.cli.view.PodView.Surroundings;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An app at one moment.
 *
 * @param generation of the spec
 * @param isSeen whether the status is about the spec as it is now
 * @param retried the time of the failure that the user wants to be forgotten
 * @param revisions the newest first
 * @param pods by slot, the older first
 */
public record AppView(
        String namespace,
        String name,
        long generation,
        boolean isSeen,
        Optional<Instant> retried,
        Fields spec,
        Fields status,
        List<RevisionView> revisions,
        List<PodView> pods) {

    /**
     * A failure that the operator remembers.
     *
     * @param log the last lines of the pod's log; may be empty
     */
    public record Failure(
            String revision,
            String reason,
            String message,
            String pod,
            String log,
            Optional<Instant> at,
            String atText) {

        /** In one line. */
        public String text() {
            return reason + (message.isEmpty() ? "" : ": " + message.strip().replaceAll("\\s+", " "));
        }
    }

    public static AppView of(AppObjects objects, Instant now) {
        Fields fields = Fields.of(objects.app());
        Fields spec = fields.at("spec");
        Fields status = fields.at("status");
        long generation = Objects.requireNonNullElse(objects.app().getMetadata().getGeneration(), 0L);
        Surroundings around = new Surroundings(
                status.items("upstream").stream()
                        .flatMap(server -> server.text().stream())
                        .toList(),
                spec.number("rollout", "warmUp", "seconds"),
                now);
        return new AppView(
                objects.app().getMetadata().getNamespace(),
                objects.app().getMetadata().getName(),
                generation,
                status.isPresent("observedGeneration") && status.number("observedGeneration") >= generation,
                retried(objects.app().getMetadata().getAnnotations()),
                spec,
                status,
                RevisionView.of(objects.revisions(), status),
                objects.pods().stream()
                        .map(pod -> PodView.of(pod, around))
                        .sorted(Comparator.comparingInt(PodView::slot)
                                .thenComparing(pod -> pod.created().orElse(Instant.MAX))
                                .thenComparing(PodView::name))
                        .toList());
    }

    private static Optional<Instant> retried(@Nullable Map<String, String> annotations) {
        return annotations == null ? Optional.empty() : new Fields(annotations.get("cpubound.io/retry")).time();
    }

    /** Where it is, in a word or two. What the operator has said of an earlier spec is not passed off as news. */
    public String summary() {
        return isSeen ? status.textOr("Unknown", "summary") : status.isPresent("summary") ? "Changed" : "New";
    }

    public long desired() {
        return spec.number("replicas");
    }

    public List<String> upstream() {
        return status.items("upstream").stream()
                .flatMap(server -> server.text().stream())
                .toList();
    }

    /** The revision that the spec asks for, as the operator has seen it last; empty before it has. */
    public String wantedRevision() {
        return status.textOr("", "updateRevision");
    }

    /** The last one that was rolled out completely; empty before there was one. */
    public String currentRevision() {
        return status.textOr("", "currentRevision");
    }

    /** Whether the spec names a revision of the history, and what else it says of the pods is not what is wanted. */
    public boolean isPinned() {
        return spec.isPresent("rollout", "undoTo");
    }

    /** The condition Ready. */
    public Fields ready() {
        return status.condition("Ready");
    }

    public boolean isReady() {
        return isSeen && "True".equals(ready().textOr("", "status"));
    }

    /** The failure of the revision that the spec asks for. */
    public Optional<Failure> failed() {
        Fields failed = status.at("failed");
        return failed.isPresent() && isSeen && failed.textOr("", "revision").equals(wantedRevision())
                ? Optional.of(new Failure(
                        failed.textOr("", "revision"),
                        failed.textOr("Failed", "reason"),
                        failed.textOr("", "message"),
                        failed.textOr("", "pod"),
                        failed.textOr("", "log"),
                        failed.time("at"),
                        failed.textOr("", "at")))
                : Optional.empty();
    }

    /**
     * Whether a failure is about to be forgotten. The operator does so at its next look, which the generation does not tell:
     * annotations leave it as it is.
     */
    public boolean isTriedAgain(Failure failure) {
        return failure.at().isPresent() && failure.at().equals(retried);
    }

    /** The failure of the wanted revision, unless it is about to be tried once more. */
    public Optional<Failure> givenUp() {
        return failed().filter(failure -> !isTriedAgain(failure));
    }

    /** Whether that failure has stopped the rollout where it is ({@code onFailure: Pause}), and nothing goes back by itself. */
    public boolean isStopped() {
        // Ready may speak of a write that was refused instead.
        return Stream.of("Ready", "Stalled")
                .anyMatch(type -> "Failed".equals(status.condition(type).textOr("", "reason")));
    }

    /** What is awaited, or that nothing is. */
    public String message() {
        if (!isSeen) {
            return status.isPresent("observedGeneration")
                    ? "waiting for the operator to look at the last change"
                    : "the operator has not looked at it yet: see that it runs (kubectl get pods -n cpubound-system)";
        }
        return ready().textOr("no message", "message");
    }

    /** Since when that is awaited; empty when it is unknown. */
    public Optional<Instant> since() {
        return isReady() ? ready().time("lastTransitionTime") : status.time("rollout", "lastProgress");
    }

    /** For people: its number, or its hash when it is not in the history. */
    public String revisionName(String hash) {
        return revision(hash).map(revision -> "#" + revision.number()).orElse(hash);
    }

    /** The revision of that hash. */
    public Optional<RevisionView> revision(String hash) {
        return revisions.stream()
                .filter(revision -> revision.hash().equals(hash))
                .findFirst();
    }
}
