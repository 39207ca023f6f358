package io.cpubound.operator;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The answer to a request that was carried out, on its way as long as a test likes. */
public final class HeldAnswer {

    final CompletableFuture<Void> carriedOut = new CompletableFuture<>();
    final CompletableFuture<Void> released = new CompletableFuture<>();

    HeldAnswer() {}

    /** Waits until there is an answer to hold. */
    public void awaitCarriedOut() {
        try {
            carriedOut.get(15, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError("no such request within 15 s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Lets it arrive. */
    public void release() {
        released.complete(null);
    }
}
