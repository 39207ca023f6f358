/**
 * How a write changes an object: JSON, merge and strategic merge patches, server-side apply, and the managedFields that
 * every write leaves. Pure functions over JSON trees: arguments are never changed.
 */
@NullMarked
package io.cpubound.localcluster.apply;

import org.jspecify.annotations.NullMarked;
