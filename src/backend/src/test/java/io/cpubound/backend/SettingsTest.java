package io.cpubound.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {

    @Test
    void haveDefaults() {
        assertThat(Settings.of(Map.of())).isEqualTo(new Settings(100_000, Fault.NONE, "dev", "unknown"));
    }

    @Test
    void areRead() {
        Map<String, String> environment =
                Map.of("HASH_ITERATIONS", "7", "FAULT", "error-500", "APP_VERSION", "1.1.0", "POD_NAME", "a-0");

        assertThat(Settings.of(environment)).isEqualTo(new Settings(7, Fault.ERROR_500, "1.1.0", "a-0"));
    }

    @Test
    void takeTheHostNameWherePodNameIsNotSetOrEmpty() {
        assertThat(Settings.of(Map.of("HOSTNAME", "host")).pod()).isEqualTo("host");
        assertThat(Settings.of(Map.of("HOSTNAME", "host", "POD_NAME", "")).pod())
                .isEqualTo("host");
        assertThat(Settings.of(Map.of("HOSTNAME", "host", "POD_NAME", "pod")).pod())
                .isEqualTo("pod");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void knowEveryFaultByItsValue(Fault fault) {
        assertThat(Settings.of(Map.of("FAULT", fault.value())).fault()).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "HASH_ITERATIONS, abc, 'HASH_ITERATIONS is ''abc'': it must be a whole number from 1 to 100000000'",
        "HASH_ITERATIONS, 0, 'HASH_ITERATIONS is ''0'': it must be a whole number from 1 to 100000000'",
        "HASH_ITERATIONS, 99999999999, "
                + "'HASH_ITERATIONS is ''99999999999'': it must be a whole number from 1 to 100000000'",
        "FAULT, NONE, 'FAULT is ''NONE'': it must be one of none, crash-at-start, eat-memory, never-ready, wrong-answer, "
                + "error-500, hang, exit-at-sigterm'",
        "APP_VERSION, 'a b', "
                + "'APP_VERSION is ''a b'': it goes into a header, so it must be printable ASCII without blanks'",
    })
    void areRefusedWithTheNameTheValueAndTheRule(String name, String value, String message) {
        assertThatThrownBy(() -> Settings.of(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }
}
