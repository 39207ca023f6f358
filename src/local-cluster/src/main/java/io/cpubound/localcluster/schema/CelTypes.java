package io.cpubound.localcluster.schema;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of CEL that a schema gives to {@code self}, so that a rule that asks for a field that is not there does not compile. */
final class CelTypes {

    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return");
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern ESCAPED = Pattern.compile("__|\\.|-|/");

    private final Map<String, CelType> structs = new HashMap<>();

    /** The type of a value of this schema; {@code resource} for the root and embedded resources, which have metadata. */
    CelType of(Structural schema, boolean resource) {
        if (schema.intOrString() || schema.nullable()) {
            return SimpleType.DYN;
        }
        return switch (schema.type()) {
            case "object" -> object(schema, resource);
            case "array" -> {
                Structural items = schema.items();
                yield ListType.create(items == null ? SimpleType.DYN : of(items, items.embeddedResource()));
            }
            case "string" -> string(schema);
            case "integer" -> SimpleType.INT;
            case "number" -> SimpleType.DOUBLE;
            case "boolean" -> SimpleType.BOOL;
            default -> SimpleType.DYN;
        };
    }

    private static CelType string(Structural schema) {
        return switch (schema.keyword("format").asText()) {
            case "date-time", "date" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            case "byte" -> SimpleType.BYTES;
            default -> SimpleType.STRING;
        };
    }

    private CelType object(Structural schema, boolean resource) {
        Structural additional = schema.additional();
        if (additional != null) {
            return MapType.create(SimpleType.STRING, of(additional, additional.embeddedResource()));
        }
        if (schema.preservesUnknown() || (schema.properties().isEmpty() && !resource)) {
            return SimpleType.DYN;
        }
        Map<String, CelType> fields = new HashMap<>();
        schema.properties().forEach((name, property) -> escape(name).ifPresent(escaped -> {
            fields.put(escaped, of(property, property.embeddedResource()));
        }));
        if (resource) {
            fields.put("apiVersion", SimpleType.STRING);
            fields.put("kind", SimpleType.STRING);
            fields.put("metadata", struct(Map.of("name", SimpleType.STRING, "generateName", SimpleType.STRING)));
        }
        return struct(fields);
    }

    private CelType struct(Map<String, CelType> declared) {
        String name = "object" + structs.size();
        ImmutableMap<String, CelType> fields = ImmutableMap.copyOf(declared);
        StructType type = StructType.create(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
        structs.put(name, type);
        return type;
    }

    /** A property's name as a rule writes it; empty when no rule can. */
    static Optional<String> escape(String name) {
        if (RESERVED.contains(name)) {
            return Optional.of("__" + name + "__");
        }
        String escaped = ESCAPED.matcher(name)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group()) {
                            case "__" -> "__underscores__";
                            case "." -> "__dot__";
                            case "-" -> "__dash__";
                            default -> "__slash__";
                        }));
        return IDENTIFIER.matcher(escaped).matches() ? Optional.of(escaped) : Optional.empty();
    }

    /** The types that {@link #of} made so far, by name. */
    CelTypeProvider provider() {
        return new Provider(ImmutableMap.copyOf(structs));
    }

    private static final class Provider implements CelTypeProvider {

        private final ImmutableMap<String, CelType> structs;

        Provider(ImmutableMap<String, CelType> structs) {
            this.structs = structs;
        }

        @Override
        public ImmutableCollection<CelType> types() {
            return structs.values();
        }

        @Override
        public Optional<CelType> findType(String name) {
            return Optional.ofNullable(structs.get(name));
        }
    }
}
