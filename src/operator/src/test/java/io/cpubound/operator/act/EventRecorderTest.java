package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.status.Notice;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events, as people read them. */
@LocalCluster(without = {"node", "controllers"})
class EventRecorderTest {

    @Test
    void anEventIsAboutTheAppAndFitsHoweverLongItsMessageIs(KubernetesClient admin) {
        try (LiveApp live = new LiveApp(admin)) {
            live.events.record(live.identity(), new Notice(true, "PodFailing", "x".repeat(5000)));

            Event event = admin.v1()
                    .events()
                    .inNamespace(live.namespace)
                    .waitUntilCondition(known -> known != null, 10, TimeUnit.SECONDS);
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getReason()).isEqualTo("PodFailing");
            assertThat(event.getMessage()).hasSize(1024);
            assertThat(event.getReportingComponent()).isEqualTo("cpubound.io/operator");
            assertThat(event.getInvolvedObject().getUid())
                    .isEqualTo(live.app().getMetadata().getUid());
            assertThat(event.getInvolvedObject().getKind()).isEqualTo("CpuBoundApp");
        }
    }
}
