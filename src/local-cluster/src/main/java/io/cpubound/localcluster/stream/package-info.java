/**
 * The pod subresources that are connections rather than requests: exec, attach and port-forward. A request becomes a connection
 * ({@code Upgrade}) that carries several byte streams, either SPDY frames, bare or inside a WebSocket ({@code SpdyConnection}), or
 * WebSocket messages whose first byte is a channel number ({@code ChannelConnection}). What runs at their other end is the node's
 * affair ({@code PodRuntime}).
 */
@NullMarked
package io.cpubound.localcluster.stream;

import org.jspecify.annotations.NullMarked;
