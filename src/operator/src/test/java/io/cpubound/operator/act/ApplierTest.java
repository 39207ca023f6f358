package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.observe.OwnWrites;
import io.cpubound.operator.resources.AppServices;
import io.cpubound.operator.resources.ProxyDeployment;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that are applied server-side, as an API server has them afterwards. */
@LocalCluster(without = {"node", "controllers"})
class ApplierTest {

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
    void anObjectBelongsToItsAppAndItsFieldsToTheOperator() throws NameTakenException {
        Service made = ensure(Optional.empty());

        assertThat(made).isEqualTo(service().get());
        assertThat(live.identity().controls(made)).isTrue();
        assertThat(made.getMetadata().getManagedFields())
                .singleElement()
                .extracting(ManagedFieldsEntry::getManager, ManagedFieldsEntry::getOperation)
                .containsExactly("cpubound-operator", "Apply");
    }

    @Test
    void theSecondTimeNothingIsWritten() throws NameTakenException {
        Service made = ensure(Optional.empty());

        Service again = ensure(Optional.of(service().get()));

        assertThat(again).isEqualTo(made).isEqualTo(service().get());
    }

    @Test
    void anOperatorThatWasStartedAnewChangesNothingEither() throws NameTakenException {
        Deployment desired = ProxyDeployment.of(live.identity(), live.app().getSpec());
        Deployment made = live.applier.ensure(live.identity(), desired, Optional.empty());

        Deployment again = new Applier(live.client, new OwnWrites(), live.events)
                .ensure(live.identity(), desired, Optional.of(made));

        assertThat(again.getMetadata().getResourceVersion())
                .isEqualTo(made.getMetadata().getResourceVersion());
        assertThat(again.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void whatSomebodyChangesIsPutBackAndTold() throws NameTakenException {
        ensure(Optional.empty());
        service().edit(made -> new ServiceBuilder(made)
                .editSpec()
                .editFirstPort()
                .withPort(81)
                .endPort()
                .endSpec()
                .build());

        ensure(Optional.of(service().get()));

        assertThat(service().get().getSpec().getPorts()).singleElement().satisfies(port -> assertThat(port.getPort())
                .isEqualTo(80));
        Event told = live.admin
                .v1()
                .events()
                .inNamespace(live.namespace)
                .waitUntilCondition(
                        event -> event != null && "PutBack".equals(event.getReason()), 10, TimeUnit.SECONDS);
        assertThat(told.getMessage()).startsWith("Service/app was changed by somebody else and is put back");
    }

    @Test
    void whatSomebodyAddsIsLeft() throws NameTakenException {
        ensure(Optional.empty());
        service().edit(made -> new ServiceBuilder(made)
                .editMetadata()
                .addToAnnotations("team.example/owner", "shop")
                .endMetadata()
                .build());

        ensure(Optional.of(service().get()));

        assertThat(service().get().getMetadata().getAnnotations()).containsEntry("team.example/owner", "shop");
    }

    @Test
    void anObjectThatIsGoneIsMadeAgain() throws NameTakenException {
        Service made = ensure(Optional.empty());
        service().delete();

        Service again = ensure(Optional.empty());

        assertThat(again.getMetadata().getUid()).isNotEqualTo(made.getMetadata().getUid());
    }

    @Test
    void anObjectOfSomebodyElseIsNamedAndLeftAlone() {
        Service foreign = live.admin
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(LiveApp.NAME)
                        .withNamespace(live.namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(5432)
                        .endPort()
                        .endSpec()
                        .build())
                .create();

        assertThatThrownBy(() -> ensure(Optional.empty()))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("Service app exists and does not belong to this app");

        assertThat(service().get()).isEqualTo(foreign);
    }

    private Service ensure(Optional<Service> seen) throws NameTakenException {
        return live.applier.ensure(
                live.identity(), AppServices.entry(live.identity(), live.app().getSpec()), seen);
    }

    private ServiceResource<Service> service() {
        return live.admin.services().inNamespace(live.namespace).withName(LiveApp.NAME);
    }
}
