package io.cpubound.localcluster.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a node starts.
 *
 * @param name the Node object's
 * @param data its folder: volumes, logs, what runs; of this node alone
 * @param images what runs for which image
 * @param addresses closed with the node
 * @param resync how often volumes are looked after when nothing happens, give or take half; on an annotation change they are at once
 */
public record NodeOptions(String name, Path data, ImageTable images, AddressAllocator addresses, Duration resync) {

    /**
     * The usual ones: a name, a folder, the project's images.
     *
     * @throws IOException when no address range is free
     */
    public static NodeOptions of(String name, Path data, Path projectRoot) throws IOException {
        return new NodeOptions(
                name, data, ImageTable.ofProject(projectRoot), AddressAllocator.take(), Duration.ofSeconds(60));
    }
}
