/**
 * The kubectl plugin: {@code kubectl cba}. It talks to the API server only, and knows of the operator what stands in the
 * resource, its pods and its ControllerRevisions: {@link io.cpubound.cli.api} reads and writes them, {@link
 * io.cpubound.cli.view} makes pictures and verdicts of them (pure), {@link io.cpubound.cli.command} has a class for each
 * command.
 */
@NullMarked
package io.cpubound.cli;

import org.jspecify.annotations.NullMarked;
