package io.cpubound.localcluster.apply;

import static io.cpubound.localcluster.Recordings.json;
import static io.cpubound.localcluster.Recordings.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cpubound.localcluster.apply.ServerSideApply.ConflictException;
import io.cpubound.localcluster.apply.ServerSideApply.Manager;
import io.cpubound.localcluster.schema.ResourceSchemas;
import io.cpubound.localcluster.schema.TypeNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What ApplyFuzzTest found: each was once different from the real algorithm. */
class ApplyEdgesTest {

    private static final TypeNode ANY = new TypeNode.Atomic();
    private static final TypeNode ITEM = struct(Map.of("k", ANY, "l", ANY, "v", new TypeNode.SetList(ANY)));
    private static final TypeNode LIST =
            new TypeNode.MapList(List.of("k", "l"), ITEM, Map.of("l", TextNode.valueOf("x")));
    private static final TypeNode TYPE = struct(
            Map.of("apiVersion", ANY, "list", LIST, "set", new TypeNode.SetList(ANY), "free", new TypeNode.Deduced()));

    private static TypeNode struct(Map<String, TypeNode> fields) {
        return new TypeNode.Struct(fields, null);
    }

    private static Manager by(String name, String version) {
        return new Manager(name, version, "", Instant.EPOCH);
    }

    private static ObjectNode apply(ObjectNode live, String configuration, String manager) throws ConflictException {
        return ServerSideApply.apply(TYPE, live, object(configuration), by(manager, "v1"), false);
    }

    private static String refusal(String configuration) {
        return refusal(TYPE, configuration);
    }

    private static String refusal(TypeNode type, String configuration) {
        PatchException refusal = catchThrowableOfType(
                PatchException.class,
                () -> ServerSideApply.apply(type, null, object(configuration), by("a", "v1"), false));
        return String.valueOf(refusal.getMessage());
    }

    @Test
    void keysOfManagedFieldsAreWrittenAsGoWritesThem() throws ConflictException {
        ObjectNode live = apply(object("{}"), "{'set':[1.0,3e-9,1e21,0.00001,'<&>\\u2028\\b\\u007fé']}", "a");

        assertThat(live.at("/metadata/managedFields/0/fieldsV1/f:set").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(
                        "v:3e-09", "v:0.00001", "v:1", "v:1e+21", "v:\"\\u003c\\u0026\\u003e\\u2028\\u0008\u007fé\"");
    }

    @Test
    void pathsOfConflictsAreQuotedAsGoQuotesThem() {
        JsonNode text = json("'<\\u0001\\b\\u200bé\\uD83D\\uDE00'");

        assertThat(new PathElement.Value(text)).hasToString("[=\"<\\x01\\b\\u200bé\ud83d\ude00\"]");
        assertThat(new PathElement.Value(json("0.00001"))).hasToString("[=1e-05]");
        assertThat(new PathElement.Value(json("1.0"))).hasToString("[=1]");
    }

    @Test
    void anEmptyObjectTakesThePlaceOfAListWithoutASchema() throws ConflictException {
        ObjectNode live = ServerSideApply.update(TYPE, null, object("{'free':{'a':['y']}}"), by("u", "v1"));

        ObjectNode result = ServerSideApply.apply(TYPE, live, object("{'free':{'a':{}}}"), by("a", "v1"), true);

        assertThat(result.at("/free/a")).isEqualTo(json("{}"));
    }

    @Test
    void oneAndOnePointZeroAreOneItemOfASet() {
        assertThat(refusal("{'set':[1,1.0]}")).endsWith(": .set: duplicate entries for key [=1]");
    }

    @Test
    void aNullIsNoItemEvenWhereAKeyHasADefault() {
        assertThat(refusal("{'list':[null]}"))
                .endsWith(": .list: element 0: associative list with keys may not have a null element");
    }

    @Test
    void aWrongValueIsNamedAsGoPrintsIt() {
        assertThat(refusal("{'list':'x'}")).endsWith(": .list: expected list, got &{x}");
        assertThat(refusal("{'list':{'b':[1,'c'],'a':null}}"))
                .endsWith(": .list: expected list, got &{map[a:<nil> b:[1 c]]}");
    }

    @Test
    void valuesOfTheWrongTypeAreRefusedAlsoInsideOfWhatIsOwnedAsOne() {
        TypeNode type = ResourceSchemas.builtIn("", "v1", "Pod").type();

        assertThat(refusal(type, "{'spec':{'priority':'1'}}"))
                .endsWith(": .spec.priority: expected numeric (int or float), got string");
        assertThat(refusal(type, "{'spec':{'containers':[{'name':'a','env':[{'name':'b','value':true}]}]}}"))
                .endsWith(": .spec.containers[name=\"a\"].env[name=\"b\"].value: expected string, "
                        + "got &value.valueUnstructured{Value:true}");
        assertThat(refusal(type, "{'spec':{'tolerations':[{},{'kei':'a'}]}}"))
                .endsWith(": .spec.tolerations[1].kei: field not declared in schema");
    }

    /** The item goes, as in v1 nobody else owns it itself; for v2 it comes back, too late for what is owned below it. */
    @Test
    void whatIsOwnedIsPutBackOneVersionAfterTheOther() throws ConflictException {
        ObjectNode live = apply(object("{}"), "{'apiVersion':'v1','list':[{'k':'a','v':['1']}]}", "a");
        ObjectNode other = live.withArray("/metadata/managedFields").addObject();
        other.setAll(object("{'manager':'u','operation':'Update','apiVersion':'v1','fieldsType':'FieldsV1','fieldsV1':"
                + "{'f:list':{'k:{\\'k\\':\\'a\\',\\'l\\':\\'x\\'}':{'f:v':{'v:\\'1\\'':{}}}}}}"));

        ObjectNode sameVersion = apply(live, "{'apiVersion':'v1','list':[{'k':'a'}]}", "a");
        ObjectNode moved = ServerSideApply.apply(
                TYPE, live, object("{'apiVersion':'v2','list':[{'k':'a'}]}"), by("a", "v2"), false);

        assertThat(sameVersion.at("/list")).isEqualTo(json("[{'k':'a','v':['1']}]"));
        assertThat(moved.at("/list")).isEqualTo(json("[{'k':'a'}]"));
    }

    /** As a 1.36 does: what lies below an item keeps its list only as long as the item itself is somebody's. */
    @Test
    void aListWhoseLastOwnedItemGoesTakesTheUnownedOnesWithIt() throws ConflictException {
        TypeNode service = ResourceSchemas.builtIn("", "v1", "Service").type();
        ObjectNode live = object(
                """
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'s','managedFields':[
                  {'manager':'a','operation':'Apply','apiVersion':'v1','fieldsType':'FieldsV1','fieldsV1':
                    {'f:spec':{'f:ports':{'k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}':{'.':{},'f:port':{}}}}}},
                  {'manager':'u','operation':'Update','apiVersion':'v1','fieldsType':'FieldsV1','fieldsV1':
                    {'f:spec':{'f:type':{},'f:ports':{'k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}':{'f:name':{}}}}}}]},
                 'spec':{'type':'ClusterIP','ports':[{'port':80,'protocol':'TCP','name':'web'},{'port':81,'protocol':'TCP','name':'x'}]}}
                """);

        ObjectNode after = ServerSideApply.apply(
                service,
                live,
                object("{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'}}"),
                new Manager("a", "v1", "", Instant.EPOCH),
                false);

        assertThat(after.path("spec")).isEqualTo(object("{'type':'ClusterIP'}"));
    }
}
