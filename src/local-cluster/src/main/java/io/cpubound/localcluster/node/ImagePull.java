package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what runs for a container's image; what cannot be found is tried again with a growing pause, in the kubelet's words. */
final class ImagePull {

    /** Takes an event: warning, reason, message. */
    interface EventSink {
        void event(boolean warning, String reason, String message);
    }

    /** It is not there; look again after a while. */
    record Refusal(RunState.Waiting state, Duration again) {}

    private final ImageTable images;
    private final Container container;
    private BackOff backOff = BackOff.NONE;
    private Instant failed = Instant.EPOCH;
    private String why = "";
    private @Nullable ImageAdapter image;

    ImagePull(ImageTable images, Container container) {
        this.images = images;
        this.container = container;
    }

    /** Empty until it was found. */
    String imageId() {
        return image == null ? "" : image.id();
    }

    ImageAdapter image() {
        if (image == null) {
            throw new IllegalStateException("not pulled: " + container.getImage());
        }
        return image;
    }

    Optional<Refusal> tryNow(Instant now, EventSink events) {
        String name = container.getImage();
        if (image != null) {
            events.event(false, "Pulled", present(name));
            return Optional.empty();
        }
        Duration left = backOff.remaining(failed, now);
        if (!left.isZero()) {
            events.event(false, "BackOff", "Back-off pulling image \"" + name + "\"");
            events.event(true, "Failed", "Error: ImagePullBackOff");
            return Optional.of(new Refusal(
                    new RunState.Waiting(
                            "ImagePullBackOff", "Back-off pulling image \"" + name + "\": ErrImagePull: " + why),
                    left.plusMillis(1)));
        }
        image = images.find(name).orElse(null);
        if (image != null) {
            events.event(false, "Pulled", present(name));
            return Optional.empty();
        } else if ("Never".equals(container.getImagePullPolicy())) {
            events.event(
                    true,
                    "ErrImageNeverPull",
                    "Container image \"" + name + "\" is not present with pull policy of Never");
            events.event(true, "Failed", "Error: ErrImageNeverPull");
            return Optional.of(new Refusal(
                    new RunState.Waiting(
                            "ErrImageNeverPull",
                            "Container image \"" + name + "\" is not present with pull policy of Never"),
                    BackOff.FIRST));
        }
        String full = fullName(name);
        why = "failed to pull and unpack image \"" + full + "\": failed to resolve image: " + full + ": not found";
        backOff = backOff.next(now);
        failed = now;
        events.event(false, "Pulling", "Pulling image \"" + name + "\"");
        events.event(true, "Failed", "Failed to pull image \"" + name + "\": " + why);
        events.event(true, "Failed", "Error: ErrImagePull");
        // The next look, which finds it in its pause, comes soon: the kubelet's does as well.
        return Optional.of(new Refusal(new RunState.Waiting("ErrImagePull", why), Duration.ofSeconds(2)));
    }

    private static String present(String name) {
        return "Container image \"" + name + "\" already present on machine and can be accessed by the pod";
    }

    private static String fullName(String name) {
        String tagged = name.substring(name.lastIndexOf('/') + 1).contains(":") ? name : name + ":latest";
        int slash = tagged.indexOf('/');
        if (slash < 0) {
            return "docker.io/library/" + tagged;
        }
        String host = tagged.substring(0, slash);
        return host.contains(".") || host.contains(":") || host.equals("localhost") ? tagged : "docker.io/" + tagged;
    }
}
