package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.status.AppStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The status, as an API server has it afterwards. */
@LocalCluster(without = {"node", "controllers"})
class StatusWriterTest {

    private LiveApp live;

    @BeforeEach
    void deploy(KubernetesClient admin) {
        live = new LiveApp(admin);
    }

    @AfterEach
    void remove() {
        live.close();
    }

    @Test
    void aStatusIsWrittenBesideTheSpecAndBelongsToTheOperator() {
        Observation seen = live.look();

        assertThat(live.statusWriter.write(seen, status(seen))).isTrue();

        CpuBoundApp app = live.app();
        assertThat(app.getSpec()).isEqualTo(seen.app().getSpec());
        assertThat(app.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(app.getStatus().observedGeneration()).isEqualTo(1);
        assertThat(app.getStatus().conditions())
                .extracting(Condition::getType)
                .contains("Ready", "Available", "Progressing", "ProxiesSynced");
        assertThat(app.getMetadata().getManagedFields())
                .filteredOn(entry -> "status".equals(entry.getSubresource()))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getManager()).isEqualTo("cpubound-operator");
                    assertThat(entry.getOperation()).isEqualTo("Apply");
                });
    }

    @Test
    void aStatusIsWrittenOnceAndNotAgainWhenItIsTheSame() {
        Observation first = live.look();
        live.statusWriter.write(first, status(first));
        String version = version();

        Observation second = live.look();

        assertThat(live.statusWriter.write(second, status(second))).isTrue();
        assertThat(version()).isEqualTo(version);
    }

    @Test
    void aStatusOfAnOlderLookDoesNotOverwriteANewerOne() {
        Observation older = live.look();
        Observation newer = live.look();
        live.statusWriter.write(newer, status(newer));
        String version = version();

        assertThat(live.statusWriter.write(older, status(older))).isFalse();

        assertThat(version()).isEqualTo(version);
    }

    @Test
    void aStatusOfBeforeTheSpecWasChangedIsNotWritten() {
        Observation seen = live.look();
        live.admin
                .resources(CpuBoundApp.class)
                .inNamespace(live.namespace)
                .withName(LiveApp.NAME)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":5}}");

        assertThat(live.statusWriter.write(seen, status(seen))).isFalse();

        assertThat(live.app().getStatus()).isNull();
        Observation again = live.look();
        assertThat(live.statusWriter.write(again, status(again))).isTrue();
        assertThat(live.app().getStatus().observedGeneration()).isEqualTo(2);
    }

    @Test
    void anAppThatIsGoneIsNotMadeAgainByItsStatus() {
        Observation seen = live.look();
        live.admin.resource(live.app()).delete();

        assertThat(live.statusWriter.write(seen, status(seen))).isFalse();

        assertThat(live.app()).isNull();
    }

    @Test
    void anAppThatWasMadeAnewDoesNotGetTheStatusOfTheOneBefore() {
        Observation seen = live.look();
        live.replaced(live.app());

        assertThat(live.statusWriter.write(seen, status(seen))).isFalse();

        assertThat(live.app().getStatus()).isNull();
    }

    private static CpuBoundAppStatus status(Observation seen) {
        return AppStatus.of(seen, Plans.of(), List.of(), Optional.empty());
    }

    private String version() {
        return live.app().getMetadata().getResourceVersion();
    }
}
