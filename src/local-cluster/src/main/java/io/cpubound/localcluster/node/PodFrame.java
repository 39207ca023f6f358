package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;

/** What a container sees of its pod. */
interface PodFrame {

    Machine machine();

    Mailbox mailbox();

    /** The pod as it was last seen. */
    Pod pod();

    DownwardFields fields();

    /** The pod's folder on this machine. */
    Path folder();

    Volumes volumes();

    ContainerLogs logs();

    /** Something that the status says has changed. */
    void changed();

    /** Something has to be looked at. */
    void sync();

    default long graceSeconds() {
        Long seconds = pod().getSpec().getTerminationGracePeriodSeconds();
        return seconds == null ? 30 : seconds;
    }

    /** As the kubelet's messages name a pod. */
    default String nameForMessages() {
        return pod().getMetadata().getName() + "_" + pod().getMetadata().getNamespace() + "("
                + pod().getMetadata().getUid() + ")";
    }

    default String stopSignal(Container container, ImageAdapter image) {
        String own = container.getLifecycle() == null
                ? null
                : container.getLifecycle().getStopSignal();
        return own == null || own.isEmpty() ? image.stopSignal() : own.replaceFirst("^SIG", "");
    }
}
