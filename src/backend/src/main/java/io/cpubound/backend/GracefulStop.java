package io.cpubound.backend;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * What SIGTERM (and Ctrl-C) does: the server goes on answering, also what still comes, and says DOWN to readiness checks and
 * {@code Connection: close} to clients. It exits with 0 once nothing has been in flight for {@link #QUIET}, and with 1 where something
 * still is after {@link #LONGEST}.
 *
 * <p>Quarkus' own graceful shutdown answers 503 to what comes after the signal, and its exit code is 143. But before it touches anything it
 * tells its observers, and serves on until they return.
 */
@Singleton
class GracefulStop {

    /** Long enough for a request that was sent before its client could know; short beside the start of a successor. */
    static final Duration QUIET = Duration.ofMillis(200);

    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(GracefulStop.class);
    private static final int KILLED_BY_SIGTERM = 128 + 15;

    private final Settings settings;
    private final InFlight inFlight;
    private volatile boolean process;
    private volatile boolean stopping;

    GracefulStop(Settings settings, InFlight inFlight) {
        this.settings = settings;
        this.inFlight = inFlight;
    }

    /** From now on a stop of the server is one of the process; otherwise (in tests) it is none of this class's business. */
    void ownsTheProcess() {
        process = true;
    }

    /** Whether the signal has come. */
    boolean stopping() {
        return stopping;
    }

    /** Does not return, as {@link System#exit} would: that waits for the shutdown hooks, and this is within one. */
    void stop(@Observes ShutdownEvent event) {
        if (process) {
            Runtime.getRuntime().halt(settings.fault() == Fault.EXIT_AT_SIGTERM ? KILLED_BY_SIGTERM : finish());
        }
    }

    private int finish() {
        stopping = true;
        LOG.infof("stopping: %d in flight", inFlight.requests());
        if (inFlight.awaitLast(QUIET, LONGEST)) {
            return 0;
        }
        LOG.warnf("%d still in flight after %d s: dropped", inFlight.requests(), LONGEST.toSeconds());
        return 1;
    }
}
