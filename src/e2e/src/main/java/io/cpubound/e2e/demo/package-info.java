/**
 * The demo: an app is rolled and scaled under load while a person watches, and a summary says what it cost. It decides nothing about rollouts; it
 * shows what the API tells and counts what clients get.
 */
@NullMarked
package io.cpubound.e2e.demo;

import org.jspecify.annotations.NullMarked;
