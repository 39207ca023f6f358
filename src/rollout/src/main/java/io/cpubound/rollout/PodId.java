package io.cpubound.rollout;

/** One incarnation of a pod: names come back, UIDs do not, so a decision about a pod always carries both. */
public record PodId(String name, String uid) {}
