package io.cpubound.localcluster.controllers;

import io.cpubound.localcluster.api.EventNames;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes the events of one controller. One that cannot be written is no reason to fail.
 *
 * <p>Most of the real ones write as the core group has it, the scheduler as {@code events.k8s.io}: with one precise time and
 * what was being done, without a source and a count.
 */
final class Recorder {

    private static final Logger LOG = Logger.getLogger(Recorder.class.getName());

    private final KubernetesClient client;
    private final String component;

    Recorder(KubernetesClient client, String component) {
        this.client = client;
        this.component = component;
    }

    void normal(HasMetadata about, String reason, String message) {
        create(old(about, "Normal", reason, message));
    }

    void warning(HasMetadata about, String reason, String message) {
        create(old(about, "Warning", reason, message));
    }

    /** As the scheduler does. It happens now; to be written when it has gone well, so that what it leads to comes after it. */
    Runnable done(HasMetadata about, String action, String type, String reason, String message) {
        EventBuilder event = event(about, type, reason, message)
                .withAction(action)
                .withEventTime(new MicroTime(
                        Instant.now().truncatedTo(ChronoUnit.MICROS).toString()))
                .withReportingInstance(component + "-local");
        return () -> create(event);
    }

    private EventBuilder old(HasMetadata about, String type, String reason, String message) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return event(about, type, reason, message)
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withNewSource()
                .withComponent(component)
                .endSource();
    }

    private EventBuilder event(HasMetadata about, String type, String reason, String message) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(about.getMetadata().getNamespace())
                .withName(EventNames.of(about.getMetadata().getName()))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(about.getMetadata().getNamespace())
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .withResourceVersion(about.getMetadata().getResourceVersion())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withReportingComponent(component);
    }

    private void create(EventBuilder event) {
        try {
            client.resource(event.build()).create();
        } catch (KubernetesClientException e) {
            LOG.log(Level.FINE, "event not written", e);
        }
    }
}
