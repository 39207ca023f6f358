/**
 * The way to the API server. Objects stay as they came (maps): a plugin that is older or newer than the operator shows
 * what it knows, and starting does not pay for the classes of every kind of Kubernetes.
 */
@NullMarked
package io.cpubound.cli.api;

import org.jspecify.annotations.NullMarked;
