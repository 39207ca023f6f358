package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When an image is pulled, as Kubernetes has it. */
public enum ImagePullPolicy {
    @JsonProperty("Always")
    ALWAYS("Always"),
    @JsonProperty("IfNotPresent")
    IF_NOT_PRESENT("IfNotPresent"),
    @JsonProperty("Never")
    NEVER("Never");

    private final String word;

    ImagePullPolicy(String word) {
        this.word = word;
    }

    /** Kubernetes' word. */
    public String word() {
        return word;
    }
}
