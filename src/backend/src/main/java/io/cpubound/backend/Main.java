package io.cpubound.backend;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the server. Exits with 2 and one line where the environment cannot be used. */
@QuarkusMain
public final class Main implements QuarkusApplication {

    private final GracefulStop stop;

    Main(GracefulStop stop) {
        this.stop = stop;
    }

    public static void main(String... args) {
        Settings settings;
        try {
            settings = Settings.of(System.getenv());
        } catch (InvalidSettingException e) {
            System.err.println("cpubound-backend: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (settings.fault() == Fault.CRASH_AT_START) {
            System.err.println("cpubound-backend: crashes, because FAULT is crash-at-start");
            System.exit(1);
        }
        if (settings.fault() == Fault.EAT_MEMORY) {
            System.err.println("cpubound-backend: takes memory without end, because FAULT is eat-memory");
            eatMemory();
        }
        Quarkus.run(Main.class, args);
    }

    /** A stack is memory outside of the JVM's heap, so no limit but the container's ends this. */
    private static void eatMemory() {
        Thread eater = new Thread(null, () -> dig(0), "eater", 4L << 30);
        eater.start();
        try {
            eater.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static long dig(long depth) {
        return dig(depth + 1) + 1;
    }

    @Override
    public int run(String... args) {
        stop.ownsTheProcess();
        Quarkus.waitForExit();
        return 0;
    }
}
