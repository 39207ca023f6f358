package io.cpubound.nginx;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One server of the upstream. Its address is a literal in one spelling only, so that the same server in two spellings is
 * one server, and no text from a resource can become a directive.
 *
 * @param address an IPv4 or IPv6 address literal (without brackets or zone)
 * @param port 1 to 65535
 */
public record UpstreamServer(String address, int port) implements Comparable<UpstreamServer> {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private static final Pattern IPV6_ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

    private static final Comparator<UpstreamServer> ORDER = Comparator.<UpstreamServer>comparingInt(
                    server -> server.bytes().length)
            .thenComparing(UpstreamServer::bytes, Arrays::compareUnsigned)
            .thenComparingInt(UpstreamServer::port);

    /** @throws IllegalArgumentException naming the value, when it is no address or no port */
    public UpstreamServer {
        address = spell(parse(address));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "the port of upstream server " + address + " is " + port + ", must be from 1 to 65535");
        }
    }

    /** By address as a number, IPv4 first, then by port: the same servers make the same text. */
    @Override
    public int compareTo(UpstreamServer other) {
        return ORDER.compare(this, other);
    }

    /** As nginx wants it: {@code 10.0.0.1:8080} or {@code [fd00::1]:8080}. */
    String text() {
        return (parse(address) instanceof Inet6Address ? "[" + address + "]" : address) + ":" + port;
    }

    private byte[] bytes() {
        return parse(address).getAddress();
    }

    /** As Kubernetes shows it: RFC 5952, where the first of the longest runs of zeros is left out. */
    private static String spell(InetAddress address) {
        String text = address.getHostAddress();
        String zeros = IPV6_ZEROS
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .reduce(
                        "",
                        (longest, run) -> run.replace(":", "").length()
                                        > longest.replace(":", "").length()
                                ? run
                                : longest);
        return zeros.isEmpty() ? text : text.replaceFirst(Pattern.quote(zeros), "::");
    }

    private static InetAddress parse(String text) {
        // Only what looks like a literal is given to InetAddress: anything else it would look up by name.
        if (IPV4.matcher(text).matches() || IPV6_CHARACTERS.matcher(text).matches()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw notAnAddress(text);
            }
        }
        throw notAnAddress(text);
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException(
                "the address of an upstream server is \"" + text + "\", must be an IP address");
    }
}
