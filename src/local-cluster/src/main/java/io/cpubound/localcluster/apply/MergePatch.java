package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON merge patch (RFC 7386): objects merge, null removes, anything else replaces. */
public final class MergePatch {

    private MergePatch() {}

    /**
     * The target as the patch leaves it.
     *
     * @throws PatchException 400 when the patch is no object
     */
    public static ObjectNode apply(ObjectNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            throw PatchException.badRequest(
                    "error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}");
        }
        return merged(target, changes);
    }

    private static ObjectNode merged(@Nullable JsonNode target, ObjectNode patch) {
        ObjectNode result =
                target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            JsonNode value = change.getValue();
            if (value.isNull()) {
                result.remove(change.getKey());
            } else if (value instanceof ObjectNode below) {
                result.set(change.getKey(), merged(result.get(change.getKey()), below));
            } else {
                result.set(change.getKey(), value.deepCopy());
            }
        }
        return result;
    }
}
