package io.cpubound.e2e.load;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts load on an app until it is stopped.
 *
 * <p>Vert.x' HTTP client (4.5) sends each request once: it has no retry (a test here holds it to that: a server that drops every second
 * connection costs exactly these requests). Its pools are unbounded here, as a request that waits for another's connection
 * would no longer arrive by the clock.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final int UNBOUNDED = 100_000;

    private final LoadSettings settings;
    private final ExpectedHashes hashes;
    private final Tally tally = new Tally();
    private final Vertx vertx;
    private final HttpClient kept;
    private final HttpClient fresh;
    private final Thread pacer;
    private volatile boolean stopping;

    private LoadGenerator(LoadSettings settings) {
        this.settings = settings;
        this.hashes = new ExpectedHashes(settings.hashIterations());
        // One event loop carries some thousand requests per second, and makes every request's life single-threaded.
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setWorkerPoolSize(1));
        this.kept = client(vertx, true);
        this.fresh = client(vertx, false);
        this.pacer = new Thread(this::pace, "load");
        pacer.setDaemon(true);
    }

    /** Begins the load at once. */
    public static LoadGenerator start(LoadSettings settings) {
        LoadGenerator generator = new LoadGenerator(settings);
        generator.pacer.start();
        return generator;
    }

    private static HttpClient client(Vertx vertx, boolean keepAlive) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setKeepAlive(keepAlive)
                        .setPipelining(false)
                        .setConnectTimeout(5_000),
                new PoolOptions().setHttp1MaxSize(UNBOUNDED));
    }

    private void pace() {
        Context loop = vertx.getOrCreateContext();
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        double interval = TimeUnit.SECONDS.toNanos(1) / settings.rate();
        for (long n = 0; !stopping; n++) {
            long dueIn = (long) (n * interval);
            while (!stopping && System.nanoTime() - startNanos < dueIn) {
                LockSupport.parkNanos(startNanos + dueIn - System.nanoTime());
            }
            if (!stopping) {
                RequestKind kind = RequestKind.of(n, settings.slowEvery());
                Shot shot =
                        new Shot(vertx, settings, tally, kind, n, start.plusNanos(dueIn), startNanos + dueIn, hashes);
                loop.runOnContext(ignored -> shot.fire(kind.kept() ? kept : fresh));
            }
        }
    }

    /** What came of it so far. */
    public LoadReport report() {
        return tally.report();
    }

    /**
     * Sends no more, waits until every request is answered or lost, and says what came of them all. A request that is still not counted
     * when its timeout has passed counts as lost.
     */
    public LoadReport stop() throws InterruptedException {
        stopping = true;
        pacer.join();
        long deadline = System.nanoTime()
                + settings.timeout().plus(Duration.ofSeconds(5)).toNanos();
        while (tally.underWay() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        LoadReport report = tally.report();
        close();
        if (report.answered() + report.lost() != report.sent()) {
            throw new IllegalStateException(
                    "of " + report.sent() + " requests " + report.answered() + " are answered and " + report.lost()
                            + " lost: the count does not add up, so the load proves nothing");
        }
        return report;
    }

    @Override
    public void close() {
        stopping = true;
        vertx.close();
    }
}
