package io.cpubound.localcluster.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 7386 and RFC 6902 say of any document and patch; the seed in a failing test's name repeats it. */
class PatchLawsTest {

    private static final int DOCUMENTS = 2_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Also such as a pointer has to escape, or that look like an index. */
    private static final List<String> KEYS = List.of("a", "b/c", "d~e", "0", "-", "");

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JSON.objectNode();
        for (String key : KEYS) {
            if (random.nextInt(3) == 0) {
                object.set(key, value(random, depth));
            }
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 6 : 4);
        return switch (kind) {
            case 0 -> JSON.numberNode(random.nextInt(3));
            case 1 -> JSON.textNode("t" + random.nextInt(3));
            case 2, 3 -> JSON.booleanNode(random.nextBoolean());
            case 4 -> object(random, depth - 1);
            default -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
        };
    }

    /** The merge patch that leads from one document to the other. */
    private static ObjectNode difference(ObjectNode from, ObjectNode to) {
        ObjectNode patch = JSON.objectNode();
        from.fieldNames().forEachRemaining(name -> {
            if (!to.has(name)) {
                patch.putNull(name);
            }
        });
        for (Map.Entry<String, JsonNode> field : to.properties()) {
            JsonNode before = from.get(field.getKey());
            if (before instanceof ObjectNode old && field.getValue() instanceof ObjectNode now) {
                patch.set(field.getKey(), difference(old, now));
            } else if (!field.getValue().equals(before)) {
                patch.set(field.getKey(), field.getValue());
            }
        }
        return patch;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aMergePatchLeadsWhereItsDifferenceWasTaken(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            ObjectNode from = object(random, 3);
            ObjectNode to = object(random, 3);
            ObjectNode before = from.deepCopy();
            ObjectNode patch = difference(from, to);

            assertThat(MergePatch.apply(from, patch)).as("%s + %s", from, patch).isEqualTo(to);
            assertThat(MergePatch.apply(to, patch)).as("%s twice", patch).isEqualTo(to);
            assertThat(MergePatch.apply(to, JSON.objectNode())).isEqualTo(to);
            assertThat(from).isEqualTo(before);
        }
    }

    /** Pointers to all that is in a document, but for the document itself. */
    private static List<String> pointers(JsonNode document, String at) {
        List<String> pointers = new ArrayList<>();
        if (!at.isEmpty()) {
            pointers.add(at);
        }
        document.properties()
                .forEach(field -> pointers.addAll(pointers(field.getValue(), at + "/" + escaped(field.getKey()))));
        if (document instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                pointers.addAll(pointers(array.get(i), at + "/" + i));
            }
        }
        return pointers;
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    private static ObjectNode operation(String name, String path) {
        return JSON.objectNode().put("op", name).put("path", path);
    }

    private static ObjectNode apply(ObjectNode document, ObjectNode... operations) {
        return JsonPatch.apply(document, JSON.arrayNode().addAll(List.of(operations)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachOperationIsWhatTheRfcMakesOfIt(long seed) {
        Random random = new Random(seed);
        int seen = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            ObjectNode document = object(random, 3);
            List<String> pointers = pointers(document, "");
            if (pointers.isEmpty()) {
                continue;
            }
            seen++;
            ObjectNode before = document.deepCopy();
            String path = pointers.get(random.nextInt(pointers.size()));
            JsonNode there = document.at(path);
            JsonNode value = value(random, 1);
            ObjectNode removed = apply(document, operation("remove", path));
            ObjectNode add = operation("add", path).set("value", value);
            ObjectNode back = operation("add", path).set("value", there);
            ObjectNode replace = operation("replace", path).set("value", value);
            ObjectNode test = operation("test", path).set("value", there);

            assertThat(apply(removed, back)).as("removed and added: %s", path).isEqualTo(document);
            ObjectNode replaced = apply(document, replace);
            assertThat(replaced).as("replaced: %s", path).isEqualTo(apply(removed, add));
            assertThat(replaced.at(path)).isEqualTo(value);
            assertThat(apply(document, test)).isEqualTo(document);
            if (!there.equals(value)) {
                assertThatThrownBy(() -> apply(document, operation("test", path).set("value", value)))
                        .isInstanceOf(PatchException.class);
            }
            assertThat(apply(document)).isEqualTo(document);
            assertThat(apply(document, replace, test.deepCopy().set("value", value)))
                    .as("a list is its operations one by one")
                    .isEqualTo(apply(replaced, test.deepCopy().set("value", value)));
            assertThat(document).isEqualTo(before);
        }
        assertThat(seen).isGreaterThan(DOCUMENTS / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsMovedOrCopiedIsWhatWasThere(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            ObjectNode document = object(random, 3);
            document.put("always", true);
            List<String> pointers = pointers(document, "");
            String from = pointers.get(random.nextInt(pointers.size()));
            JsonNode there = document.at(from);
            ObjectNode copied = apply(document, operation("copy", "/new").put("from", from));
            ObjectNode moved = apply(document, operation("move", "/new").put("from", from));

            assertThat(copied.at("/new")).isEqualTo(there);
            assertThat(moved.at("/new")).isEqualTo(there);
            assertThat(apply(copied, operation("remove", "/new"))).isEqualTo(document);
            assertThat(moved).isEqualTo(apply(copied, operation("remove", from)));
            // Of a list the next item moves up and takes it, here and on a real server.
            boolean member = document.at(JsonPointer.compile(from).head()) instanceof ObjectNode;
            if (member && there.isContainerNode()) {
                assertThatThrownBy(() ->
                                apply(document, operation("move", from + "/in").put("from", from)))
                        .as("nothing moves into itself: %s", from)
                        .isInstanceOf(PatchException.class);
            }
            assertThatThrownBy(() -> apply(document, operation("remove", "/missing/one")))
                    .isInstanceOf(PatchException.class);
        }
    }
}
