package io.cpubound.localcluster.stream;

/** Threads for what blocks: they live as long as a stream. */
final class Threads {

    private Threads() {}

    static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
