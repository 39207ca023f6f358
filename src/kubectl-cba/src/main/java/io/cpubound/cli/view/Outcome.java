package io.cpubound.cli.view;

import io.cpubound.cli.api.Fields;
import io.cpubound.cli.view.AppView.Failure;

/**
 * What a pipeline wants to know of a rollout.
 *
 * @param text for people: what was reached, or what is awaited
 */
public record Outcome(State state, String text) {

    /** What is known by now. */
    public enum State {
        DONE,
        /** It has failed, and nothing goes back any more; or what is rolled out is not what was asked for. */
        FAILED,
        /** It has failed, and the pods of the last good revision are coming back. */
        GOING_BACK,
        UNDER_WAY
    }

    public static Outcome of(AppView app) {
        if (!app.isSeen()) {
            return new Outcome(State.UNDER_WAY, app.message());
        }
        String reason = app.ready().textOr("", "reason");
        if (app.failed().isPresent()) {
            Failure failure = app.failed().get();
            if (app.isTriedAgain(failure)) {
                return new Outcome(
                        State.UNDER_WAY,
                        "trying revision " + app.revisionName(failure.revision()) + " once more, after "
                                + failure.reason());
            }
            boolean isGoingBack = reason.equals("RollingBack");
            return new Outcome(isGoingBack ? State.GOING_BACK : State.FAILED, failed(app, failure, reason));
        }
        if (app.isReady()) {
            return rolledOut(app, reason);
        }
        // Without a revision to go back to, the operator goes on trying and remembers no failure.
        Fields progressing = app.status().condition("Progressing");
        if ("ProgressDeadlineExceeded".equals(progressing.textOr("", "reason"))) {
            return new Outcome(
                    State.FAILED,
                    "revision " + app.revisionName(app.wantedRevision()) + " is not rolled out: "
                            + progressing.textOr(app.message(), "message"));
        }
        return new Outcome(State.UNDER_WAY, app.summary() + ": " + app.message());
    }

    private static Outcome rolledOut(AppView app, String reason) {
        String asked = app.spec().textOr("", "image");
        String image = app.isPinned()
                ? app.revision(app.wantedRevision()).map(RevisionView::image).orElse("whose image is unknown")
                : asked;
        String revision = "revision " + app.revisionName(app.wantedRevision()) + ", " + image;
        if (!image.equals(asked)) {
            // Who has set an image and waits for it must not be told that it runs.
            return new Outcome(
                    State.FAILED,
                    revision + ", is rolled out, and not spec.image (" + asked + "): spec.rollout.undoTo is "
                            + app.spec().number("rollout", "undoTo")
                            + "; remove spec.rollout.undoTo to roll spec.image out");
        }
        return new Outcome(
                State.DONE,
                reason.equals("Partitioned")
                        ? "rolled out up to the partition: " + app.message()
                        : "rolled out: " + revision);
    }

    private static String failed(AppView app, Failure failure, String reason) {
        String revision = "revision " + app.revisionName(failure.revision());
        String what =
                switch (reason) {
                    case "RollingBack" -> revision + " failed, going back: ";
                    case "RolledBack" -> revision + " failed and was rolled back: ";
                    default -> revision + " failed: ";
                };
        String pod = failure.pod().isEmpty() ? "" : " (pod " + failure.pod() + ")";
        return what + failure.text() + pod;
    }
}
