package io.cpubound.operator.resources;

import io.cpubound.nginx.ProxyPod;
import io.cpubound.operator.api.CpuBoundAppSpec;
import io.cpubound.operator.api.ServiceSpec;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/** The two Services of an app. */
public final class AppServices {

    private AppServices() {}

    /** Headless: nobody connects through it; its EndpointSlices say which pods may get traffic. */
    public static Service pods(AppIdentity app, CpuBoundAppSpec spec) {
        return new ServiceBuilder()
                .withMetadata(app.metadata(app.podsServiceName(), Component.APP).build())
                .withNewSpec()
                .withClusterIP("None")
                .withSelector(app.selector(Component.APP))
                .addNewPort()
                .withName("http")
                .withPort(spec.port())
                .withProtocol("TCP")
                .withNewTargetPort("http")
                .endPort()
                .endSpec()
                .build();
    }

    /** The entry for clients: nginx. */
    public static Service entry(AppIdentity app, CpuBoundAppSpec spec) {
        ServiceSpec asked = spec.nginx().service();
        return new ServiceBuilder()
                .withMetadata(app.metadata(app.serviceName(), Component.PROXY)
                        .addToAnnotations(asked.annotations())
                        .build())
                .withNewSpec()
                .withType(asked.type().word())
                .withSelector(app.selector(Component.PROXY))
                .addNewPort()
                .withName("http")
                .withPort(asked.port())
                .withProtocol("TCP")
                .withNewTargetPort(ProxyPod.HTTP_PORT)
                .endPort()
                .endSpec()
                .build();
    }
}
