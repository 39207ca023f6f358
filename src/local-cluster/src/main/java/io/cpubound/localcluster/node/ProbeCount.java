package io.cpubound.localcluster.node;

/**
 * What a row of probe results means. A result counts once it came as often in a row as its threshold says; until then the verdict before it holds.
 *
 * @param verdict what holds now
 * @param last the last single result
 * @param run how often it came in a row
 */
record ProbeCount(boolean verdict, boolean last, int run) {

    static ProbeCount startingWith(boolean verdict) {
        return new ProbeCount(verdict, verdict, 0);
    }

    ProbeCount with(boolean result, ProbeSettings settings) {
        int row = result == last ? run + 1 : 1;
        int threshold = result ? settings.successThreshold() : settings.failureThreshold();
        return new ProbeCount(row >= threshold ? result : verdict, result, row);
    }

    /** Whether so many failures came in a row that it is time to act. */
    boolean failed(ProbeSettings settings) {
        return !last && run >= settings.failureThreshold();
    }
}
