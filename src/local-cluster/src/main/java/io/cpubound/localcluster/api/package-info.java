/**
 * The API server: HTTPS, who asks and may, discovery, reads, watches and writes, on a store in memory. A request goes
 * {@code Routing -> Tokens -> Rbac -> a handler -> Store}, all on one event loop, so nothing in this room takes a lock.
 */
@NullMarked
package io.cpubound.localcluster.api;

import org.jspecify.annotations.NullMarked;
