package io.cpubound.operator.verify;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one pod, one after the other. They run on one Vert.x context, which alone touches the fields; its methods
 * may be called on any thread.
 */
final class Verification {

    private final Vertx vertx;
    private final HttpClient client;
    private final VerificationTarget target;
    private final Runnable whenDone;
    private final Context context;
    private volatile @Nullable VerificationResult result;
    private @Nullable VerificationRequest request;
    private boolean cancelled;

    /** One that is still to begin. */
    Verification(Vertx vertx, HttpClient client, VerificationTarget target, Runnable whenDone) {
        this.vertx = vertx;
        this.client = client;
        this.target = target;
        this.whenDone = whenDone;
        this.context = vertx.getOrCreateContext();
    }

    /** Begins; it may be done before this returns. */
    void begin() {
        context.runOnContext(unused -> attempt(1));
    }

    /** Empty while it runs. */
    Optional<VerificationResult> result() {
        return Optional.ofNullable(result);
    }

    /** Ends it without a result. */
    void cancel() {
        context.runOnContext(unused -> {
            cancelled = true;
            if (request != null) {
                request.cancel();
            }
        });
    }

    private void attempt(int number) {
        if (cancelled) {
            return;
        }
        VerificationRequest next = new VerificationRequest(vertx, client, target);
        request = next;
        // A long pattern in a long body takes its time, and others share this event loop.
        next.reply()
                .compose(reply -> vertx.executeBlocking(() -> judge(reply, number), false))
                .onComplete(judged -> judged(number, judged));
    }

    private VerificationResult judge(VerificationReply reply, int number) {
        return VerificationExpectation.of(target.spec(), target.url()).judge(reply, number);
    }

    private void judged(int number, AsyncResult<VerificationResult> judged) {
        if (cancelled) {
            return;
        }
        VerificationResult latest = judged.succeeded()
                ? judged.result()
                : new VerificationResult(
                        false, "WrongBody", String.valueOf(judged.cause().getMessage()));
        if (latest.passed() || number >= target.spec().attempts()) {
            result = latest;
            whenDone.run();
        } else {
            long millis = TimeUnit.SECONDS.toMillis(target.spec().intervalSeconds());
            vertx.setTimer(millis, unused -> attempt(number + 1));
        }
    }
}
