package io.cpubound.localcluster.apply;

import static io.cpubound.localcluster.Recordings.json;
import static io.cpubound.localcluster.Recordings.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.PatchType;
import io.cpubound.localcluster.schema.ResourceSchemas;
import org.junit.jupiter.api.Test;

class PatchesTest {

    private static final PatchType DEPLOYMENT =
            ResourceSchemas.patchType("apps", "v1", "Deployment").orElseThrow();
    private static final PatchType SERVICE =
            ResourceSchemas.patchType("", "v1", "Service").orElseThrow();

    private static ObjectNode containers(String list) {
        return object("{'spec':{'template':{'spec':{'containers':" + list + "}}}}");
    }

    @Test
    void aMergePatchMergesObjectsRemovesByNullAndReplacesLists() {
        ObjectNode target = object("{'a':{'b':1,'c':2},'l':[1,2],'gone':1}");

        ObjectNode result =
                MergePatch.apply(target, json("{'a':{'b':3,'d':{'e':null,'f':1}},'l':[3],'gone':null,'never':null}"));

        assertThat(result).isEqualTo(object("{'a':{'b':3,'c':2,'d':{'f':1}},'l':[3]}"));
        assertThat(target).isEqualTo(object("{'a':{'b':1,'c':2},'l':[1,2],'gone':1}"));
    }

    @Test
    void aJsonPatchIsCarriedOutInOrder() {
        JsonNode patch = json("[{'op':'add','path':'/l/1','value':9},{'op':'move','from':'/a','path':'/b'},"
                + "{'op':'copy','from':'/l','path':'/m'},{'op':'remove','path':'/l/0'},{'op':'add','path':'/l/-','value':7},"
                + "{'op':'test','path':'/x~1y','value':1.0},{'op':'replace','path':'/x~1y','value':2}]");

        ObjectNode result = JsonPatch.apply(object("{'a':1,'l':[1,2],'x/y':1}"), patch);

        assertThat(result).isEqualTo(object("{'b':1,'l':[9,2,7],'m':[1,9,2],'x/y':2}"));
    }

    @Test
    void aJsonPatchThatCannotBeCarriedOutIsRefusedAsAWhole() {
        JsonNode failedTest = json("[{'op':'test','path':'/a','value':2}]");
        JsonNode missing = json("[{'op':'remove','path':'/nothing'}]");

        assertThat(refusal(failedTest).detail()).isEqualTo("testing value /a failed: test failed");
        assertThat(refusal(missing).detail()).contains("/nothing");
        assertThat(refusal(missing).code()).isEqualTo(422);
        assertThat(refusal(json("{}")).code()).isEqualTo(400);
    }

    private static PatchException refusal(JsonNode patch) {
        return catchThrowableOfType(PatchException.class, () -> JsonPatch.apply(object("{'a':1}"), patch));
    }

    @Test
    void aStrategicPatchFindsContainersByName() {
        ObjectNode live =
                containers("[{'name':'a','image':'a:1','ports':[{'containerPort':80}]},{'name':'b','image':'b:1'}]");

        ObjectNode result = StrategicMergePatch.apply(
                DEPLOYMENT,
                live,
                containers("[{'name':'b','image':'b:2'},{'name':'a','ports':[{'containerPort':81}]}]"));

        assertThat(result)
                .isEqualTo(containers("[{'name':'b','image':'b:2'},"
                        + "{'name':'a','image':'a:1','ports':[{'containerPort':81},{'containerPort':80}]}]"));
    }

    @Test
    void directivesDeleteReplaceAndOrder() {
        ObjectNode live =
                containers("[{'name':'a','env':[{'name':'X','value':'1'},{'name':'Y','value':'2'}]},{'name':'b'}]");

        ObjectNode deleted = StrategicMergePatch.apply(
                DEPLOYMENT, live, containers("[{'name':'a','env':[{'name':'X','$patch':'delete'}]}]"));
        ObjectNode ordered = StrategicMergePatch.apply(
                DEPLOYMENT,
                live,
                object("{'spec':{'template':{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}}}}"));
        ObjectNode replaced =
                StrategicMergePatch.apply(DEPLOYMENT, live, containers("[{'name':'c'},{'$patch':'replace'}]"));

        assertThat(deleted).isEqualTo(containers("[{'name':'a','env':[{'name':'Y','value':'2'}]},{'name':'b'}]"));
        assertThat(ordered.at("/spec/template/spec/containers/0/name").asText()).isEqualTo("b");
        assertThat(replaced).isEqualTo(containers("[{'name':'c'}]"));
    }

    @Test
    void retainKeysDropsTheOtherStrategy() {
        ObjectNode live = object("{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}}");

        ObjectNode result = StrategicMergePatch.apply(
                DEPLOYMENT, live, object("{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}"));

        assertThat(result).isEqualTo(object("{'spec':{'strategy':{'type':'Recreate'}}}"));
    }

    @Test
    void finalizersMergeAsASetAndAreDeletedByName() {
        ObjectNode live = object("{'metadata':{'finalizers':['x/a','x/b']}}");

        ObjectNode result = StrategicMergePatch.apply(
                SERVICE,
                live,
                object("{'metadata':{'$deleteFromPrimitiveList/finalizers':['x/a'],'finalizers':['x/c']}}"));

        assertThat(result.at("/metadata/finalizers").toString()).isEqualTo("[\"x/c\",\"x/b\"]");
    }

    @Test
    void anItemWithoutItsMergeKeyIsRefused() {
        PatchException refusal = catchThrowableOfType(
                PatchException.class,
                () -> StrategicMergePatch.apply(
                        SERVICE,
                        object("{'spec':{'ports':[{'port':1}]}}"),
                        object("{'spec':{'ports':[{'name':'a'}]}}")));

        assertThat(refusal.getMessage()).isEqualTo("map: map[name:a] does not contain declared merge key: port");
    }
}
