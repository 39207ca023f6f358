/**
 * The resource as users write and read it: {@link io.cpubound.operator.api.CpuBoundApp}. The CRD in {@code crds/} is
 * generated from these records, so a description, a default or a rule is written here and nowhere else. Defaults stand
 * twice, as an annotation for the schema and in the compact constructors for objects that no API server has defaulted; a
 * test compares the two.
 */
@NullMarked
package io.cpubound.operator.api;

import org.jspecify.annotations.NullMarked;
