/**
 * What the operator wants to exist, pure: the resource's spec goes in, desired objects come out. Names, labels and
 * annotations stand with the object that carries them. Nothing here reads or writes the API.
 */
@NullMarked
package io.cpubound.operator.resources;

import org.jspecify.annotations.NullMarked;
