package io.cpubound.backend;

import java.util.Map;

/**
 * What the environment sets.
 *
 * @param iterations rounds of SHA-256 a request costs; HASH_ITERATIONS, default 100000, 1 to 100000000
 * @param fault FAULT, default none
 * @param version what X-App-Version says; APP_VERSION, default dev
 * @param pod what X-App-Pod says; POD_NAME, else HOSTNAME (a container's host name is its pod's name), else unknown
 */
record Settings(int iterations, Fault fault, String version, String pod) {

    private static final int DEFAULT_ITERATIONS = 100_000;
    private static final int MAX_ITERATIONS = 100_000_000;

    /**
     * Reads them. A variable that is set but empty counts as not set.
     *
     * @throws InvalidSettingException if one cannot be used
     */
    static Settings of(Map<String, String> environment) {
        return new Settings(
                iterations(value(environment, "HASH_ITERATIONS", "")),
                Fault.of(value(environment, "FAULT", Fault.NONE.value())),
                headerValue("APP_VERSION", value(environment, "APP_VERSION", "dev")),
                headerValue("POD_NAME", value(environment, "POD_NAME", value(environment, "HOSTNAME", "unknown"))));
    }

    private static String value(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private static int iterations(String value) {
        if (value.isEmpty()) {
            return DEFAULT_ITERATIONS;
        }
        return WholeNumber.parse(value, 1, MAX_ITERATIONS)
                .orElseThrow(() -> new InvalidSettingException(
                        "HASH_ITERATIONS is '" + value + "': it must be a whole number from 1 to " + MAX_ITERATIONS));
    }

    private static String headerValue(String name, String value) {
        if (!value.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new InvalidSettingException(
                    name + " is '" + value + "': it goes into a header, so it must be printable ASCII without blanks");
        }
        return value;
    }
}
