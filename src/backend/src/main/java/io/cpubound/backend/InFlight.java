package io.cpubound.backend;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Counts the requests that have come and are not answered yet, and knows since when there is none. Health checks do not count. */
@Singleton
final class InFlight {

    /** Before every other filter, so that no request is missed. */
    private static final int FIRST = 1000;

    private static final String HEALTH = "/q/";

    private int requests;
    private long changedNanos = System.nanoTime();
    private boolean lastOnes;

    void count(@Observes Filters filters) {
        filters.register(this::count, FIRST);
    }

    /** How many there are. */
    synchronized int requests() {
        return requests;
    }

    /**
     * Waits until there has been none for {@code quiet}, or until {@code longest} has passed. From now on each answer tells the client to use
     * its connection no more.
     *
     * @return whether there is none now
     */
    synchronized boolean awaitLast(Duration quiet, Duration longest) {
        lastOnes = true;
        long begin = System.nanoTime();
        changedNanos = begin;
        while (true) {
            long now = System.nanoTime();
            long toQuiet = requests == 0 ? quiet.toNanos() - (now - changedNanos) : longest.toNanos();
            long toEnd = longest.toNanos() - (now - begin);
            if (toQuiet <= 0 || toEnd <= 0) {
                return requests == 0;
            }
            try {
                wait(Math.max(1, Duration.ofNanos(Math.min(toQuiet, toEnd)).toMillis()));
            } catch (InterruptedException e) {
                return false; // nobody does; and then it is better to end than to hang
            }
        }
    }

    private void count(RoutingContext context) {
        if (!context.request().path().startsWith(HEALTH)) {
            if (change(1)) {
                context.response().putHeader("Connection", "close");
            }
            context.addEndHandler(ended -> change(-1));
        }
        context.next();
    }

    private synchronized boolean change(int by) {
        requests += by;
        changedNanos = System.nanoTime();
        notifyAll();
        return lastOnes;
    }
}
