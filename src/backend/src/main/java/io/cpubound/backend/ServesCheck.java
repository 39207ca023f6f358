package io.cpubound.backend;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready from the start on, unless the fault says never; after the signal to stop, Quarkus' own check says DOWN. */
@Readiness
@Singleton
final class ServesCheck implements HealthCheck {

    private final Settings settings;

    ServesCheck(Settings settings) {
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("serves")
                .status(settings.fault() != Fault.NEVER_READY)
                .build();
    }
}
