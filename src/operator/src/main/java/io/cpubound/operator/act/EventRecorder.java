package io.cpubound.operator.act;

import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.status.Notice;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Tells people what happens: a Kubernetes Event and a line in the log for each step. Never in the way of the work itself. */
@ApplicationScoped
public class EventRecorder {

    /** The reason of an Event that says that somebody has changed what is the operator's. */
    static final String PUT_BACK = "PutBack";

    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final int LONGEST = 1024;
    private static final int WAITING = 200;

    private final KubernetesClient client;

    /** When more are waiting than the API server takes, the newest are dropped: an Event is not worth a delay. */
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            task -> {
                Thread thread = new Thread(task, "events");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    /** One that writes with this client. */
    public EventRecorder(KubernetesClient client) {
        this.client = client;
    }

    void record(AppIdentity app, Notice notice) {
        LOG.infof("%s/%s %s: %s", app.namespace(), app.name(), notice.reason(), notice.message());
        sender.execute(() -> {
            try {
                client.v1().events().resource(event(app, notice)).create();
            } catch (KubernetesClientException e) {
                LOG.debugf("the event is not recorded: %s", e.getMessage());
            }
        });
    }

    void stop(@Observes ShutdownEvent event) {
        sender.shutdown();
    }

    private static Event event(AppIdentity app, Notice notice) {
        Instant now = Instant.now();
        String seconds = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String message = notice.message();
        return new EventBuilder()
                .withNewMetadata()
                .withName(app.name() + "." + Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano()))
                .withNamespace(app.namespace())
                .endMetadata()
                .withType(notice.warning() ? "Warning" : "Normal")
                .withReason(notice.reason())
                .withMessage(message.length() <= LONGEST ? message : message.substring(0, LONGEST))
                .withNewInvolvedObject()
                .withApiVersion(HasMetadata.getApiVersion(CpuBoundApp.class))
                .withKind(HasMetadata.getKind(CpuBoundApp.class))
                .withNamespace(app.namespace())
                .withName(app.name())
                .withUid(app.uid())
                .endInvolvedObject()
                .withNewSource()
                .withComponent(AppIdentity.MANAGER)
                .endSource()
                .withReportingComponent("cpubound.io/operator")
                .withFirstTimestamp(seconds)
                .withLastTimestamp(seconds)
                .withCount(1)
                .build();
    }
}
