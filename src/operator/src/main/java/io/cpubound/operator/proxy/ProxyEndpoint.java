package io.cpubound.operator.proxy;

import io.cpubound.nginx.ProxyStatus;
import java.util.concurrent.CompletionStage;

/** How an nginx pod is asked. */
public interface ProxyEndpoint {

    /**
     * Asks {@code /config} and after that {@code /status}: who has seen a hash at the first sees in the second every
     * worker that still serves an older one.
     *
     * @return fails when either does not answer within a second, or not as it should
     */
    CompletionStage<Answer> ask(String address);

    /** Both answers. */
    record Answer(String hash, ProxyStatus status) {}
}
