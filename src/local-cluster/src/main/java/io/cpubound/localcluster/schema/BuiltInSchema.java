package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A built-in kind: its types are those of the model classes. */
final class BuiltInSchema implements ResourceSchema {

    private final ModelType.Struct model;
    /** Not before somebody applies such an object: to read them all takes longer than the rest of a start. */
    private volatile @Nullable TypeNode type;

    BuiltInSchema(ModelType.Struct model) {
        this.model = model;
    }

    @Override
    public Pruned prune(ObjectNode object) {
        ModelDecoding.check(model, object);
        return ModelPruning.prune(model, object);
    }

    @Override
    public ObjectNode withDefaults(ObjectNode object) {
        ObjectNode result = WireForm.of(model, object);
        BuiltInDefaults.fill(result);
        return result;
    }

    @Override
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old, List<FieldError> beforeRules) {
        return Stream.concat(BuiltInValidation.check(model, object, old).stream(), beforeRules.stream())
                .toList();
    }

    @Override
    public TypeNode type() {
        TypeNode known = type;
        if (known == null) {
            known = BuiltInTypeNode.of(model);
            type = known;
        }
        return known;
    }
}
