/** The commands, one class each. Exit codes: {@link io.cpubound.cli.api.CliException}. */
@NullMarked
package io.cpubound.cli.command;

import org.jspecify.annotations.NullMarked;
