/** What objects mean, and how it is shown. Pure: no client, no clock, no output. */
@NullMarked
package io.cpubound.cli.view;

import org.jspecify.annotations.NullMarked;
