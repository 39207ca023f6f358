package io.cpubound.backend;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The work of a request: SHA-256 of SHA-256 of SHA-256 ..., which cannot be shortened, shared out or cached. */
final class HashChain {

    private HashChain() {}

    /**
     * The lower-case hex of the last link. Of input {@code abc} and 2 iterations: {@code sha256(sha256("abc"))}, the inner hash taken as its
     * 32 bytes.
     *
     * @param iterations at least 1
     */
    static String hash(byte[] input, int iterations) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] link = sha256.digest(input);
            for (int i = 1; i < iterations; i++) {
                link = sha256.digest(link);
            }
            return HexFormat.of().formatHex(link);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
