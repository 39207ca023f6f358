package io.cpubound.localcluster.schema;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads quantities: {@code 100m}, {@code 1.5Gi}, {@code 2e3}. */
final class Quantities {

    private static final Pattern FORMAT = Pattern.compile(
            "([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\\d+))?");

    private static final Map<String, BigDecimal> FACTORS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private Quantities() {}

    /** Empty when the text is no quantity. */
    static Optional<BigDecimal> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        if (matcher.group(2) != null) {
            return Optional.of(number.multiply(FACTORS.getOrDefault(matcher.group(2), BigDecimal.ONE)));
        }
        int exponent = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return Optional.of(number.scaleByPowerOfTen(exponent));
    }
}
