package io.cpubound.backend;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready from the start to the signal to stop, unless the fault says never. */
@Readiness
@Singleton
final class ServesCheck implements HealthCheck {

    private final Settings settings;
    private final GracefulStop stop;

    ServesCheck(Settings settings, GracefulStop stop) {
        this.settings = settings;
        this.stop = stop;
    }

    @Override
    public HealthCheckResponse call() {
        boolean ready = settings.fault() != Fault.NEVER_READY && !stop.stopping();
        return HealthCheckResponse.named("serves").status(ready).build();
    }
}
