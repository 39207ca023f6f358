package io.cpubound.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyStatusTest {

    @Test
    void readsAProxyThatRunsWhatItShould() {
        assertThat(ProxyStatus.parse("running 0a1b\nold-workers 2\n"))
                .isEqualTo(new ProxyStatus("0a1b", Optional.empty(), 2));
    }

    @Test
    void readsARefusalWithAllOfNginxsWords() {
        assertThat(ProxyStatus.parse(
                        "running 0a1b\nold-workers 0\nrejected ff\nerror nginx: [emerg] x\nerror test failed\n"))
                .isEqualTo(new ProxyStatus(
                        "0a1b", Optional.of(new ProxyStatus.Rejected("ff", "nginx: [emerg] x\ntest failed")), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ok",
                "<html>",
                "running 0a1b",
                "running 0A\nold-workers 0",
                "running 0a\nold-workers -1",
                "running 0a\nold-workers x",
                "running 0a\nold-workers 99999999999",
                "old-workers 0\nrunning 0a",
                "running 0a\nold-workers 0\nrejected ff",
                "running 0a\nold-workers 0\nerror x",
                "running 0a\nold-workers 0\nrejected ff\nx"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> ProxyStatus.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("status of a proxy");
    }
}
