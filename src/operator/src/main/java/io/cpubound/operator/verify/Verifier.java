package io.cpubound.operator.verify;

import io.cpubound.operator.api.VerificationSpec;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies pods beside reconcile: each is asked until it answers as expected or has used up its attempts. What is known of a
 * pod is in memory only; after a restart of the operator it is asked anew, which does no harm.
 */
@ApplicationScoped
public class Verifier {

    private final Vertx vertx;
    private final HttpQuestions questions;
    private final Map<Pod, Run> runs = new ConcurrentHashMap<>();
    private volatile @Nullable Consumer<ResourceID> listener;

    private record Pod(ResourceID app, String uid) {}

    /** One verification of a pod; the newest of a pod is the one in {@link #runs}. */
    private static final class Run {
        private final Question question;
        private volatile @Nullable VerificationResult result;

        private Run(Question question) {
            this.question = question;
        }
    }

    /** One that asks on this event loop. */
    public Verifier(Vertx vertx) {
        this.vertx = vertx;
        this.questions = new HttpQuestions(vertx);
    }

    /** Says who is told, on an event loop, that a pod of an app has a result; it must not block. */
    public void onResult(Consumer<ResourceID> told) {
        listener = told;
    }

    /**
     * Begins to verify a pod and returns at once. While that runs, and when its result is there, another call with the same
     * values does nothing; one with others begins anew.
     *
     * @param port the app's, for a specification without one
     */
    public void start(ResourceID app, String uid, String address, int port, VerificationSpec spec) {
        Question question = new Question(address, port, spec);
        Pod pod = new Pod(app, uid);
        Run run = new Run(question);
        Run kept = runs.compute(
                pod, (unused, before) -> before != null && before.question.equals(question) ? before : run);
        if (kept == run) {
            attempt(pod, run, 1);
        }
    }

    /** How it ended; empty while it runs, and when it was never begun. */
    public Optional<VerificationResult> result(ResourceID app, String uid) {
        return Optional.ofNullable(runs.get(new Pod(app, uid))).flatMap(run -> Optional.ofNullable(run.result));
    }

    /** Forgets a pod; what still runs for it ends without a word. */
    public void forget(ResourceID app, String uid) {
        runs.remove(new Pod(app, uid));
    }

    /** Forgets an app and all its pods. */
    public void forget(ResourceID app) {
        keepOnly(app, Set.of());
    }

    /** Forgets the pods of an app that are not among these. */
    public void keepOnly(ResourceID app, Collection<String> uids) {
        runs.keySet().removeIf(pod -> pod.app().equals(app) && !uids.contains(pod.uid()));
    }

    private void attempt(Pod pod, Run run, int number) {
        long begin = System.nanoTime();
        questions.ask(run.question).onSuccess(answer -> {
            if (runs.get(pod) != run) {
                return;
            }
            VerificationResult judged = Judgement.of(run.question, answer, number);
            if (judged.passed() || number >= run.question.spec().attempts()) {
                run.result = judged;
                Consumer<ResourceID> told = listener;
                if (told != null) {
                    told.accept(pod.app());
                }
            } else {
                vertx.setTimer(pauseMillis(run, begin), again -> {
                    if (runs.get(pod) == run) {
                        attempt(pod, run, number + 1);
                    }
                });
            }
        });
    }

    /** From one try to the next it is the interval, or as long as the pod took to answer when that is longer. */
    private static long pauseMillis(Run run, long begin) {
        long taken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        return Math.max(1, TimeUnit.SECONDS.toMillis(run.question.spec().intervalSeconds()) - taken);
    }
}
