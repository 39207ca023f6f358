package io.cpubound.localcluster.apply;

import static io.cpubound.localcluster.Recordings.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.Recordings;
import io.cpubound.localcluster.apply.ServerSideApply.ConflictException;
import io.cpubound.localcluster.apply.ServerSideApply.Manager;
import io.cpubound.localcluster.schema.ResourceSchemas;
import io.cpubound.localcluster.schema.TypeNode;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any sequence of writes; the seed in a failing test's name repeats it. */
class ApplyLawsTest {

    private static final TypeNode TYPE = ResourceSchemas.ofCustomResource(
                    Recordings.schemaOf(ApplyLawsTest.class, "blob-crd.yaml"))
            .type();
    private static final int SEQUENCES = 300;

    private static Manager by(String name, int second) {
        return new Manager(name, "apply.test/v1", "", Instant.ofEpochSecond(second));
    }

    private static ObjectNode random(Random random) {
        ObjectNode object = object("{'apiVersion':'apply.test/v1','kind':'Blob','metadata':{'name':'b'},'spec':{}}");
        ObjectNode spec = object.withObject("/spec");
        for (String key : new String[] {"a", "b", "c"}) {
            if (random.nextBoolean()) {
                spec.withObject("/map").put(key, random.nextInt(2));
            }
            if (random.nextInt(3) == 0) {
                spec.withObject("/free").withObject("/" + key).put("x", random.nextInt(2));
            }
        }
        if (random.nextBoolean()) {
            // An empty list that is a map is owned by nobody, so it is not applied here.
            ArrayNode ports = spec.putArray("ports");
            int always = random.nextInt(3);
            for (int port = 0; port < 3; port++) {
                if (port == always || random.nextBoolean()) {
                    ports.addObject().put("port", port).put("v", random.nextBoolean() ? "x" : "y");
                }
            }
        }
        if (random.nextInt(3) == 0) {
            spec.putObject("atom").put("a", random.nextInt(2));
        }
        return object;
    }

    private static ObjectNode force(ObjectNode live, ObjectNode applied, String manager, int second) {
        try {
            return ServerSideApply.apply(TYPE, live, applied, by(manager, second), true);
        } catch (ConflictException e) {
            throw new AssertionError("a forced apply conflicts with nobody", e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyHistoryKeepsTheLaws(long seed) throws ConflictException {
        Random random = new Random(seed);
        for (int i = 0; i < SEQUENCES; i++) {
            ObjectNode live = ServerSideApply.update(TYPE, null, random(random), by("maker", 0));
            for (int step = 1; step < 6; step++) {
                ObjectNode config = random(random);
                if (random.nextInt(3) == 0) {
                    ObjectNode changed = config.deepCopy();
                    changed.set("metadata", live.path("metadata").deepCopy());
                    live = ServerSideApply.update(TYPE, live, changed, by("updater", step));
                    assertThat(fieldSet(live))
                            .describedAs("the update is what is there")
                            .isEqualTo(fieldSet(config));
                } else {
                    String manager = "m" + random.nextInt(3);
                    live = force(live, config, manager, step);
                    theConfigurationIsThere(live, config);
                    theApplierOwnsWhatItApplied(live, config, manager);
                    applyingAgainChangesNothing(live, config, manager, step);
                }
            }
        }
    }

    private static FieldSet fieldSet(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("metadata");
        return TypedWalk.fields(TYPE, copy);
    }

    private static void theConfigurationIsThere(ObjectNode live, ObjectNode config) {
        ObjectNode merged = Merging.merge(TYPE, live, config);

        assertThat(Comparison.of(TYPE, live, merged).changed().paths())
                .describedAs("%s in %s", config, live)
                .isEmpty();
    }

    /** Without force: after a forced apply nobody else holds another value. */
    private static void applyingAgainChangesNothing(ObjectNode live, ObjectNode config, String manager, int step)
            throws ConflictException {
        ObjectNode again = ServerSideApply.apply(TYPE, live, config, by(manager, step + 100), false);

        assertThat(again).isEqualTo(live);
    }

    private static void theApplierOwnsWhatItApplied(ObjectNode live, ObjectNode config, String manager) {
        JsonNode fields = live.path("metadata")
                .path("managedFields")
                .valueStream()
                .filter(entry -> entry.path("manager").asText().equals(manager))
                .findFirst()
                .map(entry -> entry.path("fieldsV1"))
                .orElseThrow();

        assertThat(FieldSet.fromJson(fields)).isEqualTo(ResetFields.withoutMetadata(TypedWalk.fields(TYPE, config)));
    }
}
