package io.cpubound.e2e.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** The right answers, worked out before the load begins so that checking costs nothing while it runs. */
public final class ExpectedHashes {

    private static final int INPUTS = 64;

    private final List<String> hashes;

    ExpectedHashes(int iterations) {
        this.hashes = IntStream.range(0, INPUTS)
                .parallel()
                .mapToObj(i -> hash(input(i), iterations))
                .toList();
    }

    /** The input of request number {@code n}. */
    static String input(long n) {
        return "input-" + n % INPUTS;
    }

    /** What the app must answer to request number {@code n}. */
    String expected(long n) {
        return hashes.get((int) (n % INPUTS));
    }

    /** SHA-256 of the UTF-8 input, and then of the 32 bytes, {@code iterations} times in all; in lower-case hex. */
    public static String hash(String input, int iterations) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < iterations; i++) {
                bytes = sha256.digest(bytes);
            }
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
