package io.cpubound.localcluster.schema;

/**
 * How long a string, a list or a map may be: what {@code size()} gives. Where nothing is known that is anything, and sums and
 * products stop there instead of running over.
 */
record CelSize(long min, long max) {

    static final CelSize UNKNOWN = new CelSize(0, Long.MAX_VALUE);

    static CelSize exactly(long size) {
        return new CelSize(size, size);
    }

    static CelSize upTo(long max) {
        return new CelSize(0, max);
    }

    CelSize plus(CelSize other) {
        return new CelSize(sum(min, other.min), sum(max, other.max));
    }

    CelSize times(CelSize other) {
        return new CelSize(product(min, other.min), product(max, other.max));
    }

    /** Either of both. */
    CelSize or(CelSize other) {
        return new CelSize(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** What it costs at most to go through it, at so much for each. */
    long cost(double each) {
        return scaled(max, each);
    }

    static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    static long product(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    /** A cast of what is too big gives the biggest. */
    static long scaled(long count, double factor) {
        return (long) Math.ceil(count * factor);
    }
}
