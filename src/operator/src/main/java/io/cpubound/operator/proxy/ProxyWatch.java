package io.cpubound.operator.proxy;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Polls the nginx pods of every app: every 50 ms while one of them does not run only what is wanted, every 10 s else. It
 * never blocks: a tick sends requests and returns.
 */
@ApplicationScoped
public class ProxyWatch {

    private static final Logger LOG = Logger.getLogger(ProxyWatch.class);
    private static final long TICK_MILLIS = 50;

    private final ProxyEndpoint endpoint;
    private final Map<ResourceID, AppProxies> apps = new ConcurrentHashMap<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "proxy-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable Listener listener;

    /** Who wants to know; none of it may block. */
    public interface Listener {

        /** An answer of one of the app's nginx pods has changed. */
        void changed(ResourceID app);

        /** Whether the app still exists. */
        boolean exists(ResourceID app);

        /** The app is gone, and is not polled any more. */
        void gone(ResourceID app);
    }

    /** A watch that asks this way. */
    public ProxyWatch(ProxyEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Begins. */
    public void start(Listener whoWantsToKnow) {
        listener = whoWantsToKnow;
        var unused = ticks.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Says whom to ask from now on, and what they are to run and whom that lists; returns at once. */
    public void watch(ResourceID app, Collection<ProxyTarget> targets, ProxyWanted wanted, Set<String> lists) {
        apps.computeIfAbsent(app, unused -> new AppProxies()).want(targets, wanted, lists);
    }

    /** The last answer of a pod; empty when it has not answered, or has not for two seconds. */
    public Optional<ProxyReport> report(ResourceID app, String uid) {
        return Optional.ofNullable(apps.get(app)).flatMap(proxies -> proxies.report(uid));
    }

    /** The pods that a configuration lists, as far as this process has seen it; empty when unknown. */
    public Set<String> lists(ResourceID app, String hash) {
        AppProxies proxies = apps.get(app);
        return proxies == null ? Set.of() : proxies.lists(hash);
    }

    void stop(@Observes ShutdownEvent event) {
        ticks.shutdownNow();
    }

    private void tick() {
        Listener told = listener;
        if (told == null) {
            return;
        }
        try {
            long now = System.nanoTime();
            apps.forEach((app, proxies) -> {
                if (told.exists(app)) {
                    proxies.ask(endpoint, now, () -> told.changed(app));
                } else {
                    apps.remove(app);
                    told.gone(app);
                }
            });
        } catch (RuntimeException e) {
            // A tick that threw would be the last one.
            LOG.error("polling the nginx pods failed; the next tick tries again", e);
        }
    }
}
