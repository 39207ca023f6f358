package io.cpubound.localcluster.schema;

import java.util.Optional;

/** Read off a model class and the table of merge facts. A map's keys are fields that all have the same type. */
record BuiltInPatchType(ModelType type) implements PatchType {

    @Override
    public Field field(String name) {
        if (type instanceof ModelType.MapOf map) {
            return new Field(Strategy.REPLACE, of(map.values()));
        }
        if (type instanceof ModelType.Struct struct) {
            Strategy strategy = MergeFacts.of(struct.name() + "." + name)
                    .map(MergeFacts.Fact::patch)
                    .orElse(Strategy.REPLACE);
            ModelType field = struct.fields().get(name);
            return new Field(strategy, field == null ? Optional.empty() : of(field));
        }
        return new Field(Strategy.REPLACE, Optional.empty());
    }

    private static Optional<PatchType> of(ModelType type) {
        if (type instanceof ModelType.ListOf list) {
            return of(list.items());
        }
        return type instanceof ModelType.Scalar ? Optional.empty() : Optional.of(new BuiltInPatchType(type));
    }
}
