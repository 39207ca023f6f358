/**
 * What is known of a kind: pruning, defaults, validation with the messages of a real API server, CEL rules, and how
 * lists merge. Pure functions over JSON trees.
 */
@NullMarked
package io.cpubound.localcluster.schema;

import org.jspecify.annotations.NullMarked;
