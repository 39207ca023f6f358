package io.cpubound.e2e.load;

import java.net.URI;
import java.time.Duration;

/**
 * What load to make.
 *
 * @param target scheme, host and port of the app, such as {@code http://127.0.0.1:80}
 * @param rate requests per second, more than 0
 * @param slowEvery one request in so many is slow; 0 for none
 * @param slowDelay how long the app holds the answer of a slow one
 * @param timeout an answer that takes longer than this is lost; longer than {@code slowDelay}
 * @param hashIterations the app's HASH_ITERATIONS, so that the answers can be checked
 */
public record LoadSettings(
        URI target, double rate, int slowEvery, Duration slowDelay, Duration timeout, int hashIterations) {

    public LoadSettings {
        if (!"http".equals(target.getScheme()) || target.getHost() == null) {
            throw new IllegalArgumentException("the target of the load is " + target + ", must be http://host:port");
        }
        if (!(rate > 0 && rate <= 100_000)) {
            throw new IllegalArgumentException(
                    "the rate is " + rate + " requests/s, must be over 0 and at most 100000");
        }
        if (slowEvery < 0 || hashIterations < 1) {
            throw new IllegalArgumentException("slowEvery is " + slowEvery + " and hashIterations " + hashIterations
                    + ", must be at least 0 and 1");
        }
        if (timeout.compareTo(slowDelay) <= 0) {
            throw new IllegalArgumentException(
                    "the timeout is " + timeout + ", must be longer than a slow request takes: " + slowDelay);
        }
    }

    /** The mix that the project measures with: 1 % hold their answer for 5 s, 30 s are a loss. */
    public static LoadSettings of(URI target, double rate, int hashIterations) {
        return new LoadSettings(target, rate, 100, Duration.ofSeconds(5), Duration.ofSeconds(30), hashIterations);
    }

    int port() {
        return target.getPort() < 0 ? 80 : target.getPort();
    }
}
