package io.cpubound.localcluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.Recordings;
import io.cpubound.localcluster.apply.ServerSideApply.ConflictException;
import io.cpubound.localcluster.apply.ServerSideApply.Manager;
import io.cpubound.localcluster.schema.TypeNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Random writes of random types: ours must do what structured-merge-diff does. A sequence has a seed of its own, which a
 * failure names: {@code -Dapply.fuzz.seed=N -Dapply.fuzz.sequences=1} repeats it.
 */
class ApplyFuzzTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int STEPS = 8;

    /** What nobody owns, as Kubernetes has it. */
    private static final JsonNode STRIPPED =
            Recordings.json("{'f:apiVersion':{},'f:kind':{},'f:metadata':{'.':{},'f:name':{},'f:namespace':{},"
                    + "'f:creationTimestamp':{},'f:selfLink':{},'f:uid':{},'f:clusterName':{},'f:generation':{},"
                    + "'f:managedFields':{},'f:resourceVersion':{}}}");

    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void anySequenceOfWritesGivesWhatTheRealAlgorithmGives() throws IOException, InterruptedException {
        long seed = Long.getLong("apply.fuzz.seed", 1);
        int sequences = Integer.getInteger("apply.fuzz.sequences", 1_000);
        try (ApplyOracle oracle = ApplyOracle.start()) {
            for (int i = 0; i < sequences; i++) {
                new Sequence(oracle, seed + i).run();
            }
            System.out.println("server-side apply: " + sequences + " sequences of " + STEPS + " writes from seed "
                    + seed + " as the real algorithm (" + (oracle.current() ? "as in 1.36" : "4.1") + ") has them: "
                    + counts);
        } catch (ApplyOracle.MissingException e) {
            String skipped = "server-side apply is not compared with the real algorithm: " + e.getMessage();
            System.out.println(skipped);
            Assumptions.abort(skipped);
        }
    }

    /** One object's life. */
    private final class Sequence {
        private final ApplyOracle oracle;
        private final long seed;
        private final FuzzValues values;
        private final FuzzType.StructOf kind;
        private final TypeNode type;
        private final Map<String, JsonNode> configurations = new HashMap<>();
        private @Nullable ObjectNode live;

        Sequence(ApplyOracle oracle, long seed) throws IOException {
            this.oracle = oracle;
            this.seed = seed;
            // Random spreads neighbouring seeds badly in its first numbers.
            this.values = new FuzzValues(new Random(seed * 0x9E3779B97F4A7C15L), oracle.current());
            this.kind = values.kind();
            this.type = kind.node();
            oracle.schema(kind);
        }

        void run() throws IOException {
            for (int step = 0; step < STEPS; step++) {
                // Old versions take the versions in random order.
                String version = oracle.current() && values.oneIn(4) ? "fuzz.test/v2" : "fuzz.test/v1";
                boolean applies = !values.oneIn(3);
                String subresource = values.oneIn(8) ? "status" : "";
                String name = "m" + (subresource.isEmpty() ? values.below(3) : 0);
                Manager manager = new Manager(name, version, subresource, Instant.ofEpochSecond(step));
                if (live != null) {
                    live.put("apiVersion", version);
                }
                compare(step, manager, applies, values.oneIn(2), sent(applies ? name : "", version));
            }
        }

        /** An applier blends its last configuration, an updater the live object; each also with what it found. */
        private ObjectNode sent(String applier, String version) {
            JsonNode bare = live == null ? null : bare(live);
            JsonNode last = applier.isEmpty() ? bare : configurations.get(applier);
            values.allowDuplicates(applier.isEmpty() && oracle.current() && values.oneIn(4));
            JsonNode fresh = values.value(kind);
            JsonNode mixed = values.oneIn(3) ? values.blend(kind, bare, fresh) : fresh;
            JsonNode sent = values.oneIn(5) ? fresh : values.blend(kind, last, mixed);
            ObjectNode object = sent instanceof ObjectNode known ? known.deepCopy() : JSON.objectNode();
            object.put("apiVersion", version).put("kind", "Fuzz");
            if (!(object.get("metadata") instanceof ObjectNode)) {
                object.putObject("metadata");
            }
            object.withObject("/metadata").put("name", "f");
            if (!applier.isEmpty()) {
                configurations.put(applier, object);
                return values.oneIn(30) ? values.spoiled(object) : object;
            }
            return object;
        }

        private void compare(int step, Manager manager, boolean applies, boolean force, ObjectNode sent)
                throws IOException {
            ObjectNode request = request(manager, applies, force, sent);
            FuzzAnswer theirs = FuzzAnswer.of(oracle.ask(request));
            JsonNode before = FuzzAnswer.sorted(
                    live != null
                            ? bare(live)
                            : JSON.objectNode().put("kind", "Fuzz").put("apiVersion", manager.apiVersion()));
            FuzzAnswer ours = ours(manager, applies, force, sent);
            count(!theirs.error().isEmpty() ? "refused" : theirs.conflicts().isEmpty() ? "written" : "conflicts");
            String description = String.format(
                    "seed %s, step %s%n%s%nours   %s%ntheirs %s%nSeed", seed, step, request, ours, theirs);
            boolean oneError =
                    !ours.error().equals(FuzzAnswer.SEVERAL) && !theirs.error().equals(FuzzAnswer.SEVERAL);
            if (oracle.current() && oneError) {
                assertThat(ours).describedAs(description).isEqualTo(theirs);
            } else if (ours.loose(kind).equals(theirs.loose(kind))) {
                count("alike");
            } else if (theirs.error().contains("omits key field")
                    || differsByAge(request, before, theirs.loose(kind), ours.loose(kind))) {
                count("not comparable");
            } else {
                assertThat(ours.loose(kind)).describedAs(description).isEqualTo(theirs.loose(kind));
            }
        }

        /** What an old version is known to do in another way; see {@link ApplyOracle#current}. */
        private boolean differsByAge(ObjectNode request, JsonNode before, FuzzAnswer theirs, FuzzAnswer ours)
                throws IOException {
            boolean kept = theirs.object().equals(FuzzAnswer.canonical(kind, before));
            boolean emptiesOnTheWay = ownsAContainerAlone(
                    type, TypedWalk.fields(type, request.path("object")).toJson());
            for (JsonNode entry : request.path("managed")) {
                emptiesOnTheWay |= ownsAContainerAlone(type, entry.path("fieldsV1"));
            }
            return theirs.hasNullsThatAreNoneIn(ours)
                    || theirs.hasUnownedListsThatAreNoneIn(ours, kind)
                    || (kept && !ours.object().equals(theirs.object()))
                    || emptiesOnTheWay;
        }

        private boolean ownsAContainerAlone(@Nullable TypeNode type, JsonNode fields) {
            boolean found = false;
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                if (!field.getKey().equals(".")) {
                    TypeNode child = PathElement.parse(field.getKey())
                            .map(element -> TypedWalk.child(type, element))
                            .orElse(null);
                    boolean container = child != null && TypedWalk.shape(child, null) != TypedWalk.Shape.LEAF;
                    found |= (container && field.getValue().isEmpty()) || ownsAContainerAlone(child, field.getValue());
                }
            }
            return found;
        }

        private FuzzAnswer ours(Manager manager, boolean applies, boolean force, ObjectNode sent) {
            ObjectNode ours = JSON.objectNode();
            try {
                ObjectNode after = applies
                        ? ServerSideApply.apply(type, live, sent, manager, force)
                        : ServerSideApply.update(type, live, sent, manager);
                ours.set("object", bare(after));
                ours.set("managed", after.path("metadata").path("managedFields"));
                live = after;
            } catch (ConflictException e) {
                ArrayNode conflicts = ours.putArray("conflicts");
                e.conflicts().forEach(one -> conflicts
                        .addObject()
                        .put("owner", one.message())
                        .put("path", one.field()));
            } catch (PatchException e) {
                String text = String.valueOf(e.getMessage());
                ours.put("error", text.substring(text.indexOf("): ") + 3));
            }
            return FuzzAnswer.of(ours);
        }

        private ObjectNode request(Manager manager, boolean applies, boolean force, ObjectNode sent) {
            ObjectNode request = JSON.objectNode().put("force", force);
            request.putObject("writer")
                    .put("manager", manager.name())
                    .put("operation", applies ? "Apply" : "Update")
                    .put("apiVersion", manager.apiVersion())
                    .put("subresource", manager.subresource());
            request.set("ignored", ResetFields.of(sent, manager.subresource()).toJson());
            request.set("stripped", STRIPPED);
            request.set("object", sent);
            if (live != null) {
                request.set("live", bare(live));
                request.putArray("managed")
                        .addAll(TypedWalk.items(live.path("metadata").path("managedFields")));
            }
            return request;
        }
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static ObjectNode bare(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").remove("managedFields");
        return copy;
    }
}
