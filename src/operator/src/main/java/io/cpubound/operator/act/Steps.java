package io.cpubound.operator.act;

import io.cpubound.operator.status.Refusal;
import io.cpubound.rollout.Plan;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes steps one by one. One that fails does not stop the others: each was justified by what was observed, not by the one before. */
final class Steps {

    private static final Logger LOG = Logger.getLogger(Steps.class);
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY_REQUESTS = 429;

    private final List<Refusal> refusals = new ArrayList<>();
    private boolean raced;
    private boolean heldUp;
    private @Nullable RuntimeException failure;

    /** What became of one step, and of that one only. */
    enum Result {
        DONE,
        /** It met a newer object, or none. */
        RACED,
        /** It is not let happen, by the API server, a budget or a rule of ours. */
        REFUSED,
        FAILED
    }

    /** Something to do that may be refused or fail. */
    interface Step {
        void take() throws NameTakenException;
    }

    /**
     * Takes a step.
     *
     * @param what it does, such as {@code creating pod a-x-0}
     */
    Result take(String what, Step step) {
        try {
            step.take();
            return Result.DONE;
        } catch (NameTakenException taken) {
            return refuse(what, String.valueOf(taken.getMessage()));
        } catch (IllegalArgumentException invalid) {
            return refuse(what, String.valueOf(invalid.getMessage()));
        } catch (KubernetesClientException problem) {
            return sorted(what, problem);
        }
    }

    /** A disruption budget refused to let a pod go. */
    boolean heldUp() {
        return heldUp;
    }

    Outcome outcome(Plan plan, Optional<String> lastWords) {
        return new Outcome(plan, refusals, raced, lastWords, Optional.ofNullable(failure));
    }

    private Result sorted(String what, KubernetesClientException problem) {
        String message = said(problem);
        return switch (problem.getCode()) {
            case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND -> {
                LOG.debugf("%s: %s", what, message);
                raced = true;
                yield Result.RACED;
            }
            case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                // In a namespace that terminates every create is forbidden, and soon there is nothing to do.
                message.contains("is being terminated") ? Result.REFUSED : refuse(what, message);
            case TOO_MANY_REQUESTS -> {
                Optional<String> budget = budget(problem);
                heldUp |= budget.isPresent();
                yield budget.map(why -> refuse(what, message + " " + why))
                        .orElseGet(() -> fail(what, message, problem));
            }
            default -> fail(what, message, problem);
        };
    }

    private Result refuse(String what, String message) {
        refusals.add(new Refusal(what, message));
        return Result.REFUSED;
    }

    /** What the server said, or else why it said nothing: the client's own message tells only what was asked. */
    private static String said(KubernetesClientException problem) {
        if (problem.getStatus() != null && problem.getStatus().getMessage() != null) {
            return problem.getStatus().getMessage();
        }
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private Result fail(String what, String message, KubernetesClientException problem) {
        if (failure == null) {
            failure = new IllegalStateException(what + " failed: " + message, problem);
        }
        return Result.FAILED;
    }

    /** What a disruption budget has against an eviction; the same code says that the API server is busy. */
    static Optional<String> budget(KubernetesClientException problem) {
        return Optional.ofNullable(problem.getStatus())
                .map(Status::getDetails)
                .map(StatusDetails::getCauses)
                .flatMap(causes -> causes.stream()
                        .filter(cause -> "DisruptionBudget".equals(cause.getReason()))
                        .map(StatusCause::getMessage)
                        .findFirst());
    }
}
