package io.cpubound.e2e;

import io.cpubound.e2e.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The way in for {@code make demo} and {@code make up}. Runs in the project's folder; what it writes goes to {@code .run/}. */
public final class Main {

    private Main() {}

    /** {@code demo} or {@code up}. Ends with 0 when all went well, 1 when not, 2 when it was asked for nonsense. */
    public static void main(String[] arguments) throws IOException {
        String what = arguments.length == 1 ? arguments[0] : "";
        Path run = Files.createDirectories(Path.of(".run").toAbsolutePath());
        System.exit(
                switch (what) {
                    case "demo" -> {
                        logTo(run.resolve("demo.log"));
                        yield exitCode(() -> Demo.run(System.getenv(), System.out));
                    }
                    case "up" -> {
                        logTo(run.resolve("cluster-log.txt"));
                        yield exitCode(() -> Up.run(run, System.out));
                    }
                    default -> {
                        System.err.println("asked for \"" + String.join(" ", arguments) + "\", must be demo or up");
                        yield 2;
                    }
                });
    }

    /** Whatever is thrown ends the process too: an exception would end the main thread alone, and others (Vert.x') keep a JVM alive. */
    static int exitCode(Callable<Integer> work) {
        try {
            return work.call();
        } catch (Throwable e) {
            System.err.println(e.getMessage() == null ? e : e.getMessage());
            Logger.getLogger(Main.class.getName()).log(Level.SEVERE, "ended by", e);
            return 1;
        }
    }

    /** Libraries' logs go to a file: the screen belongs to the person. */
    private static void logTo(Path file) throws IOException {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        FileHandler handler = new FileHandler(file.toString());
        handler.setFormatter(new SimpleFormatter());
        root.addHandler(handler);
        root.setLevel(Level.INFO);
    }
}
