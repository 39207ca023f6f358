package io.cpubound.localcluster.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The log files of one pod's containers, one for each run; of them the last two are kept. */
final class ContainerLogs {

    /**
     * One log.
     *
     * @param complete whether nothing will be added
     */
    record Log(Path file, boolean complete) {}

    private final Path folder;
    private final Map<String, Integer> latest = new HashMap<>();
    private final Map<String, Boolean> live = new HashMap<>();

    ContainerLogs(Path folder) {
        this.folder = folder;
    }

    Path file(String container, int run) {
        return folder.resolve(container).resolve(run + ".log");
    }

    synchronized void began(String container, int run) {
        latest.put(container, run);
        live.put(container, true);
        try {
            Files.deleteIfExists(file(container, run - 2));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    synchronized void ended(String container, int run) {
        if (latest.getOrDefault(container, -1) == run) {
            live.put(container, false);
        }
    }

    /** The log of the run of now, or of the one before it. */
    synchronized Optional<Log> find(String container, boolean previous) {
        Integer run = latest.get(container);
        if (run == null) {
            return Optional.empty();
        }
        Path file = file(container, previous ? run - 1 : run);
        boolean complete = previous || !live.getOrDefault(container, false);
        return Files.exists(file) ? Optional.of(new Log(file, complete)) : Optional.empty();
    }

    /** Whether nothing will be added to a file. */
    synchronized boolean isComplete(String container, Path file) {
        Integer run = latest.get(container);
        return run == null || !file(container, run).equals(file) || !live.getOrDefault(container, false);
    }
}
