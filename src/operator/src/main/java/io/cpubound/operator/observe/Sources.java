package io.cpubound.operator.observe;

import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.resources.AppIdentity;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The caches: only objects that carry the app's label. EndpointSlices have it from their Service, nginx pods from their
 * Deployment's template.
 */
public final class Sources {

    private Sources() {}

    /** The informers of a controller; an event of an object wakes the app that its label names. */
    public static List<EventSource<?, CpuBoundApp>> of(EventSourceContext<CpuBoundApp> context) {
        return Stream.of(
                        Pod.class,
                        ConfigMap.class,
                        Service.class,
                        Deployment.class,
                        ControllerRevision.class,
                        EndpointSlice.class)
                .<EventSource<?, CpuBoundApp>>map(type -> source(type, context))
                .toList();
    }

    private static <T extends HasMetadata> InformerEventSource<T, CpuBoundApp> source(
            Class<T> type, EventSourceContext<CpuBoundApp> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, CpuBoundApp.class)
                        .withName(type.getSimpleName().toLowerCase(java.util.Locale.ROOT))
                        .withLabelSelector(AppIdentity.APP)
                        .withComparableResourceVersion(false)
                        .withSecondaryToPrimaryMapper(object -> Set.of(new ResourceID(
                                object.getMetadata().getLabels().get(AppIdentity.APP),
                                object.getMetadata().getNamespace())))
                        .build(),
                context);
    }
}
