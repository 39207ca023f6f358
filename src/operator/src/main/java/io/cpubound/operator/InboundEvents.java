package io.cpubound.operator;

import io.cpubound.operator.act.Applier;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.observe.OwnWrites;
import io.cpubound.operator.proxy.ProxyWatch;
import io.cpubound.operator.verify.Verifier;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Wakes the reconciler when an nginx pod answers something new or a verification has its result, and forgets apps that are gone.
 */
@ApplicationScoped
public class InboundEvents {

    private final ProxyWatch proxyWatch;
    private final Verifier verifier;
    private final OwnWrites ownWrites;
    private final Applier applier;

    /** For all who remember something of an app. */
    public InboundEvents(ProxyWatch proxyWatch, Verifier verifier, OwnWrites ownWrites, Applier applier) {
        this.proxyWatch = proxyWatch;
        this.verifier = verifier;
        this.ownWrites = ownWrites;
        this.applier = applier;
    }

    EventSource<?, CpuBoundApp> source(IndexerResourceCache<CpuBoundApp> apps) {
        SimpleInboundEventSource<CpuBoundApp> answers = new SimpleInboundEventSource<>("answers");
        verifier.listen(answers::propagateEvent);
        proxyWatch.start(new ProxyWatch.Listener() {
            @Override
            public void changed(ResourceID app) {
                answers.propagateEvent(app);
            }

            @Override
            public boolean exists(ResourceID app) {
                return apps.contains(app);
            }

            @Override
            public void gone(ResourceID app) {
                String namespace = app.getNamespace().orElse("");
                ownWrites.forget(namespace, app.getName());
                applier.forget(namespace, app.getName());
                verifier.forgetApp(namespace, app.getName());
            }
        });
        return answers;
    }
}
