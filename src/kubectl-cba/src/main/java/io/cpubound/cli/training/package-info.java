/** A run through the commands at build time, in which Java writes down the classes that a start needs. */
@NullMarked
package io.cpubound.cli.training;

import org.jspecify.annotations.NullMarked;
