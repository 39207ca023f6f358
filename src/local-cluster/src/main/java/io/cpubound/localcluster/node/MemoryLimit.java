package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The limit of a container's memory. There are no cgroups here, so its first process is looked at ten times a second (what it
 * has resident, as the kernel tells it) and killed when it has more than it may. Its other processes do not count.
 */
final class MemoryLimit {

    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final long PAGE = 4096;

    private final long bytes;
    private final ContainerProcess process;
    private final Pool pool;
    private volatile boolean exceeded;

    private MemoryLimit(long bytes, ContainerProcess process, Pool pool) {
        this.bytes = bytes;
        this.process = process;
        this.pool = pool;
    }

    /** Watches the process for as long as it lives; empty when the container has no limit. */
    static Optional<MemoryLimit> watch(Container container, ContainerProcess process, Pool pool) {
        Map<String, Quantity> limits = container.getResources() == null
                ? Map.of()
                : Optional.ofNullable(container.getResources().getLimits()).orElse(Map.of());
        Quantity limit = limits.get("memory");
        if (limit == null) {
            return Optional.empty();
        }
        BigDecimal bytes = Quantity.getAmountInBytes(limit);
        MemoryLimit watched = new MemoryLimit(bytes.longValue(), process, pool);
        watched.look();
        return Optional.of(watched);
    }

    /** Whether it was killed for it. */
    boolean exceeded() {
        return exceeded;
    }

    private void look() {
        Optional<Long> resident = resident();
        if (resident.isEmpty()) {
            return;
        }
        if (resident.get() > bytes) {
            exceeded = true;
            process.kill();
        } else {
            pool.after(PERIOD, this::look);
        }
    }

    /** Empty when the process has ended. */
    private Optional<Long> resident() {
        try {
            String[] pages = Files.readString(Path.of("/proc", Long.toString(process.pid()), "statm"))
                    .split(" ", -1);
            return Optional.of(Long.parseLong(pages[1]) * PAGE);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
