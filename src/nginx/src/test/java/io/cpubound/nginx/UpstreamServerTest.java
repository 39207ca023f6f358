package io.cpubound.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamServerTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1:8080",
        "255.255.255.255, 255.255.255.255:8080",
        "fd00::1, [fd00::1]:8080",
        "FD00:0::0001, [fd00::1]:8080",
        "::1, [::1]:8080",
        "2001:db8::, [2001:db8::]:8080",
        "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:8080",
        "2001:0:0:1:0:0:0:1, [2001:0:0:1::1]:8080",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:8080",
        "::ffff:10.0.0.1, 10.0.0.1:8080"
    })
    void anAddressHasOneSpelling(String address, String text) {
        assertThat(new UpstreamServer(address, 8080).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.com",
                "10.0.0",
                "10.0.0.1.",
                "1.2.3.4.5",
                "256.0.0.1",
                "10.0.0.1 ",
                "1",
                "0x7f000001",
                "010.0.0.1.1",
                "10.0.0.1; include /etc/passwd",
                "10.0.0.1\n",
                "fe80::1%eth0",
                "[fd00::1]",
                "fd00::1::2",
                ":",
                "::g",
                "unix:/run/x",
                "$host",
                "10.0.0.1}",
                "\u0661\u0660.0.0.1"
            })
    void whatIsNoAddressIsRefusedByItsValue(String text) {
        assertThatThrownBy(() -> new UpstreamServer(text, 8080))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the address of an upstream server is \"" + text + "\", must be an IP address");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_536})
    void aPortOutOfRangeIsRefusedByItsValue(int port) {
        assertThatThrownBy(() -> new UpstreamServer("10.0.0.1", port))
                .hasMessage("the port of upstream server 10.0.0.1 is " + port + ", must be from 1 to 65535");
    }

    @Test
    void serversAreInTheOrderOfTheirNumbers() {
        List<UpstreamServer> ordered = List.of(
                new UpstreamServer("9.0.0.1", 8080),
                new UpstreamServer("10.0.0.2", 8080),
                new UpstreamServer("10.0.0.10", 80),
                new UpstreamServer("10.0.0.10", 8080),
                new UpstreamServer("200.0.0.1", 1),
                new UpstreamServer("fd00::1", 8080));
        assertThat(new TreeSet<>(List.of(
                        ordered.get(4),
                        ordered.get(0),
                        ordered.get(5),
                        ordered.get(2),
                        ordered.get(3),
                        ordered.get(1))))
                .containsExactlyElementsOf(ordered);
    }
}
