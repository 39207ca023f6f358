package io.cpubound.e2e.load;

/** The kinds of requests in the mix, each of which gets lost in its own way. */
public enum RequestKind {
    GET_KEPT("GET, kept connection", false, true, false),
    POST_KEPT("POST, kept connection", true, true, false),
    GET_NEW("GET, new connection", false, false, false),
    POST_NEW("POST, new connection", true, false, false),
    SLOW_GET("GET, slow", false, true, true),
    SLOW_POST("POST, slow", true, false, true);

    private static final RequestKind[] SHORT = {GET_KEPT, POST_NEW, GET_NEW, POST_KEPT};

    private final String words;
    private final boolean post;
    private final boolean kept;
    private final boolean slow;

    RequestKind(String words, boolean post, boolean kept, boolean slow) {
        this.words = words;
        this.post = post;
        this.kept = kept;
        this.slow = slow;
    }

    /**
     * The kind of request number {@code n} when one in {@code slowEvery} is slow: of 400 requests with {@code slowEvery} 100, 4 are slow and
     * 99 are of each short kind.
     */
    static RequestKind of(long n, int slowEvery) {
        // In the middle of its hundred, so that even a short run has one.
        if (slowEvery > 0 && n % slowEvery == slowEvery / 2) {
            return n / slowEvery % 2 == 0 ? SLOW_GET : SLOW_POST;
        }
        return SHORT[(int) (n % SHORT.length)];
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** Whether the input goes in the body. */
    public boolean post() {
        return post;
    }

    /** Whether the connection is kept for further requests. */
    public boolean kept() {
        return kept;
    }

    /** Whether the app is asked to hold its answer. */
    public boolean slow() {
        return slow;
    }
}
