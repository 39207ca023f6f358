package io.cpubound.backend;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
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
 * <p>Quarkus' own graceful shutdown answers 503 to what comes after the signal, and its exit code is 143. But it announces the stop first and
 * serves on until its observers return; later, with its sockets closed, it tells them that it stops. The exit has to wait for that: a JVM
 * takes 0.3 s to end, in which an open socket would take requests that nobody answers.
 */
@Singleton
class GracefulStop {

    /** Long enough for a request that was sent before its client could know; short beside the start of a successor. */
    static final Duration QUIET = Duration.ofMillis(200);

    /** A little less than the 30 s that Kubernetes gives by default, so that the process says itself what it drops. */
    static final Duration LONGEST = Duration.ofSeconds(29);

    private static final Logger LOG = Logger.getLogger(GracefulStop.class);
    private static final int KILLED_BY_SIGTERM = 128 + 15;

    private final Settings settings;
    private final InFlight inFlight;
    private volatile boolean process;
    private volatile int exitCode;

    GracefulStop(Settings settings, InFlight inFlight) {
        this.settings = settings;
        this.inFlight = inFlight;
    }

    /** From now on a stop of the server is one of the process; otherwise (in tests) it is none of this class's business. */
    void ownsTheProcess() {
        process = true;
    }

    void drain(@Observes ShutdownDelayInitiatedEvent announced) {
        if (process && settings.fault() == Fault.EXIT_AT_SIGTERM) {
            exit(KILLED_BY_SIGTERM);
        } else if (process) {
            LOG.infof("stopping: %d in flight", inFlight.requests());
            if (!inFlight.awaitLast(QUIET, LONGEST)) {
                LOG.warnf("%d still in flight after %d s: dropped", inFlight.requests(), LONGEST.toSeconds());
                exitCode = 1;
            }
        }
    }

    void exit(@Observes ShutdownEvent closed) {
        if (process) {
            exit(exitCode);
        }
    }

    /** {@link System#exit} would wait for the shutdown hooks, and this runs in one. */
    private static void exit(int code) {
        Runtime.getRuntime().halt(code);
    }
}
