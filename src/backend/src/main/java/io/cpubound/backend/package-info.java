/**
 * The server that the samples run: its requests cost CPU and nothing else, and it breaks on demand. {@link io.cpubound.backend.Settings}
 * says what the environment sets, {@link io.cpubound.backend.HashRoutes} answers, {@link io.cpubound.backend.GracefulStop} sees to it that
 * SIGTERM loses no request. It shares no code with the operator: to that, it is an image like any other.
 */
@NullMarked
package io.cpubound.backend;

import org.jspecify.annotations.NullMarked;
