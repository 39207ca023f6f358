package io.cpubound.nginx;

/**
 * One server of the upstream.
 *
 * @param address an IPv4 or IPv6 address literal (without brackets); anything else is refused, so no text from a
 *     resource can become a directive
 * @param port 1 to 65535
 */
public record UpstreamServer(String address, int port) {}
