/**
 * The controllers of the cluster: plain API clients that could run against any API server, each can be left out. All are
 * level-triggered: a change only says which object to look at; what to do is worked out anew from fresh reads, so that a
 * missed or doubled event costs nothing but a look. Decisions that are more than a line are pure and apart
 * ({@code RollingUpdate}, {@code DeletionRank}, {@code PodEndpoints}).
 */
@NullMarked
package io.cpubound.localcluster.controllers;

import org.jspecify.annotations.NullMarked;
