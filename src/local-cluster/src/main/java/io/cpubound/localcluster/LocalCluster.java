package io.cpubound.localcluster;

import io.cpubound.localcluster.api.ApiServer;
import io.cpubound.localcluster.api.ApiServerOptions;
import java.io.IOException;
import java.nio.file.Path;

/** A running cluster on this machine: now its API server; controllers and a node join it as clients. */
public final class LocalCluster implements AutoCloseable {

    private final ApiServer api;

    private LocalCluster(ApiServer api) {
        this.api = api;
    }

    /**
     * Starts it.
     *
     * @param data the folder for its kubeconfig; objects are in memory only
     * @param port of the API on 127.0.0.1; 0 for any that is free
     * @throws IOException when the folder cannot be written or the port is taken
     */
    public static LocalCluster start(Path data, int port) throws IOException {
        return new LocalCluster(ApiServer.start(new ApiServerOptions(data, port)));
    }

    public ApiServer api() {
        return api;
    }

    @Override
    public void close() {
        api.close();
    }
}
