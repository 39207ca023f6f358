package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/**
 * A column of {@code kubectl get}.
 *
 * @param priority 0: always shown; above: with {@code -o wide}
 */
record Column(String name, String type, String format, int priority, Function<ObjectNode, JsonNode> cell) {}
