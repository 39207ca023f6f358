package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where schemas come from. Built-in ones are made once. */
public final class ResourceSchemas {

    private static final Map<ModelType.Struct, ResourceSchema> BUILT_IN = new ConcurrentHashMap<>();

    private ResourceSchemas() {}

    /**
     * The schema of a built-in kind.
     *
     * @param group "" for the core group
     * @throws IllegalArgumentException when the kind is not among those that are served
     */
    public static ResourceSchema builtIn(String group, String version, String kind) {
        return BUILT_IN.computeIfAbsent(model(group, version, kind), BuiltInSchema::new);
    }

    /** The schema of a custom resource, from the structural schema in its CRD. */
    public static ResourceSchema ofCustomResource(ObjectNode openApiV3Schema) {
        return new CustomSchema(new Structural(openApiV3Schema));
    }

    /**
     * What is wrong with the schema of a CRD's version: rules that do not compile, or may cost too much.
     *
     * @param path of the schema in the CRD: {@code spec.versions[0].schema.openAPIV3Schema}
     * @param stored the version has this schema already: that one rule costs too much is not held against it
     */
    public static List<FieldError> checkRules(ObjectNode schema, String path, boolean stored) {
        return CelRules.of(new Structural(schema)).problems(path, new CelBudget(stored));
    }

    /** How a built-in kind takes a strategic merge patch; empty for every other kind, which takes none (415). */
    public static Optional<PatchType> patchType(String group, String version, String kind) {
        return BuiltInKinds.find(group, version, kind).map(BuiltInPatchType::new);
    }

    private static ModelType.Struct model(String group, String version, String kind) {
        return BuiltInKinds.find(group, version, kind)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no built-in kind " + kind + " in " + (group.isEmpty() ? version : group + "/" + version)));
    }
}
