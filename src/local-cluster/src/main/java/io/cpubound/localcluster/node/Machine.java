package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.client.KubernetesClient;

/** What all pods of a node share. */
record Machine(KubernetesClient client, NodeOptions options, Guard guard, Events events, Pool pool) {}
