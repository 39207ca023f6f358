package io.cpubound.operator.verify;

import io.cpubound.operator.api.VerificationSpec;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The verifications of all apps' pods, and their results until they are forgotten. No method blocks. */
@ApplicationScoped
public class Verifier {

    private static final Logger LOG = Logger.getLogger(Verifier.class);

    /** The pod may be gone, or the verification not wanted any more, and nobody says so. */
    private static final Duration UNASKED = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final HttpClient client;
    private final Map<Pod, Entry> entries = new ConcurrentHashMap<>();
    private volatile @Nullable Consumer<ResourceID> listener;

    /** A verifier that sends its requests from this Vert.x. */
    public Verifier(Vertx vertx) {
        this.vertx = vertx;
        this.client = VerificationRequest.client(vertx);
        vertx.setPeriodic(Duration.ofMinutes(1).toMillis(), unused -> forgetUnasked(System.nanoTime()));
    }

    /** Says who is told the app when a result is there; that must not block. */
    public void listen(Consumer<ResourceID> whoWantsToKnow) {
        listener = whoWantsToKnow;
    }

    /**
     * Begins to verify a pod. Does nothing while that runs, and nothing when its result is there: to verify once more,
     * {@link #forget} it before. Where something else was asked, or elsewhere, that is forgotten and it begins anew: what it
     * came to says nothing about what is asked now.
     *
     * @param address the pod's IP address, version 4 or 6
     * @param defaultPort asked when the spec names no port
     */
    public void start(ResourceID app, String uid, String address, int defaultPort, VerificationSpec spec) {
        Pod pod = new Pod(app, uid);
        VerificationTarget target = new VerificationTarget(address, defaultPort, spec);
        Entry known = entries.get(pod);
        if (known != null && known.target.equals(target)) {
            known.asked();
            return;
        }
        Entry entry = new Entry(pod, target);
        Entry outdated = entries.put(pod, entry);
        if (outdated != null) {
            outdated.verification.cancel();
        }
        // Not before it is known: a result that nobody is waiting for is not told.
        entry.verification.begin();
    }

    /** The result; empty while it runs, and when it was never started. */
    public Optional<VerificationResult> result(ResourceID app, String uid) {
        Entry entry = entries.get(new Pod(app, uid));
        if (entry == null) {
            return Optional.empty();
        }
        entry.asked();
        return entry.verification.result();
    }

    /** Ends the verification of a pod, and drops its result. */
    public void forget(ResourceID app, String uid) {
        Entry entry = entries.remove(new Pod(app, uid));
        if (entry != null) {
            entry.verification.cancel();
        }
    }

    /** Forgets all pods of an app that is gone. */
    public void forgetApp(String namespace, String name) {
        ResourceID app = new ResourceID(name, namespace);
        forgetIf(pod -> pod.app.equals(app));
    }

    /** Forgets those for which nobody has asked for as long as they can take, and ten minutes. */
    void forgetUnasked(long now) {
        forgetIf(pod -> {
            Entry entry = entries.get(pod);
            return entry != null && now - entry.askedAt > entry.keepNanos;
        });
    }

    private void forgetIf(Predicate<Pod> condition) {
        entries.keySet().stream().filter(condition).forEach(pod -> forget(pod.app, pod.uid));
    }

    private void done(Pod pod) {
        Consumer<ResourceID> told = listener;
        if (told == null || !entries.containsKey(pod)) {
            return;
        }
        try {
            told.accept(pod.app);
        } catch (RuntimeException e) {
            LOG.errorf(e, "nobody could be told that the verification of pod %s of %s is done", pod.uid, pod.app);
        }
    }

    private static Duration longest(VerificationSpec spec) {
        return Duration.ofSeconds((long) spec.attempts() * (spec.timeoutSeconds() + spec.intervalSeconds()));
    }

    private record Pod(ResourceID app, String uid) {}

    private final class Entry {
        private final VerificationTarget target;
        private final Verification verification;
        private final long keepNanos;
        private volatile long askedAt = System.nanoTime();

        private Entry(Pod pod, VerificationTarget target) {
            this.target = target;
            verification = new Verification(vertx, client, target, () -> done(pod));
            keepNanos = UNASKED.plus(longest(target.spec())).toNanos();
        }

        private void asked() {
            askedAt = System.nanoTime();
        }
    }
}
