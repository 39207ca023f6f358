package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A custom resource: what its CRD's structural schema says. */
final class CustomSchema implements ResourceSchema {

    private static final ModelType.Struct METADATA = new ModelType.Struct(ObjectMeta.class);

    /** What is wrong in a way that rules cannot be asked any more. */
    private static final Set<String> BLOCKING = Set.of(
            "FieldValueNotSupported",
            "FieldValueRequired",
            "FieldValueTooLong",
            "FieldValueTooMany",
            "FieldValueTypeInvalid");

    private final Structural schema;
    private final TypeNode type;
    private final CelRules rules;

    CustomSchema(Structural schema) {
        this.schema = schema;
        this.type = StructuralTypeNode.ofRoot(schema);
        this.rules = CelRules.of(schema);
    }

    @Override
    public Pruned prune(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        List<String> dropped = new ArrayList<>();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            Pruned pruned = ModelPruning.prune(METADATA, metadata);
            copy.set("metadata", pruned.object());
            pruned.dropped().forEach(path -> dropped.add("metadata." + path));
        }
        dropped.addAll(StructuralPruning.prune(copy, schema));
        return new Pruned(copy, List.copyOf(dropped));
    }

    @Override
    public ObjectNode withDefaults(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            copy.set("metadata", WireForm.of(METADATA, metadata));
        }
        StructuralDefaults.fill(copy, schema);
        StructuralDefaults.dropNulls(copy, schema);
        return copy;
    }

    @Override
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old, List<FieldError> beforeRules) {
        List<FieldError> errors = new ArrayList<>(MetadataValidation.check(object));
        errors.addAll(StructuralValidation.validate(schema, object, old));
        if (old == null || ListInvariants.check(schema, old).isEmpty()) {
            errors.addAll(ListInvariants.check(schema, object));
        }
        errors.addAll(beforeRules);
        if (errors.stream().anyMatch(error -> BLOCKING.contains(error.reason()))) {
            errors.add(FieldErrors.invalid(
                    FieldErrors.NO_FIELD,
                    NullNode.instance,
                    "some validation rules were not checked because the object was invalid; correct the existing errors to"
                            + " complete validation"));
        } else {
            errors.addAll(rules.check(object, old));
        }
        return List.copyOf(errors);
    }

    @Override
    public TypeNode type() {
        return type;
    }
}
