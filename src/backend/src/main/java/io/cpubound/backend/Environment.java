package io.cpubound.backend;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Hands the settings to whoever injects them. */
final class Environment {

    private Environment() {}

    @Produces
    @Singleton
    static Settings settings() {
        return Settings.of(System.getenv());
    }
}
