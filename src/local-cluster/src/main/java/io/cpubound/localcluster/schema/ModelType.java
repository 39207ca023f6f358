package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrArray;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrStringArray;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A built-in type, as the Kubernetes model classes declare it. */
sealed interface ModelType {

    /** A value without parts. */
    enum Scalar implements ModelType {
        STRING("string"),
        INTEGER("int32"),
        LONG("int64"),
        NUMBER("float64"),
        BOOLEAN("bool"),
        QUANTITY("resource.Quantity"),
        INT_OR_STRING("intstr.IntOrString"),
        ANYTHING("");

        private final String goName;

        Scalar(String goName) {
            this.goName = goName;
        }

        /** What messages call it. */
        String goName() {
            return goName;
        }
    }

    /** A list. */
    record ListOf(ModelType items) implements ModelType {}

    /** An object with free keys. */
    record MapOf(ModelType values) implements ModelType {}

    /** An object with declared fields. */
    record Struct(Class<?> model) implements ModelType {

        private static final ClassValue<Map<String, ModelType>> FIELDS = new ClassValue<>() {
            @Override
            protected Map<String, ModelType> computeValue(Class<?> model) {
                Map<String, ModelType> fields = new TreeMap<>();
                for (Class<?> type = model; type != null && type != Object.class; type = type.getSuperclass()) {
                    for (Field field : type.getDeclaredFields()) {
                        JsonProperty property = field.getAnnotation(JsonProperty.class);
                        if (property != null) {
                            String name = property.value().isEmpty() ? field.getName() : property.value();
                            fields.put(name, ModelType.of(field.getGenericType()));
                        }
                    }
                }
                return Map.copyOf(fields);
            }
        };

        Map<String, ModelType> fields() {
            return FIELDS.get(model);
        }

        /** As the table of merge facts has it. */
        String name() {
            return model.getSimpleName();
        }
    }

    /** What is one of several types in a schema: read as it comes. */
    Set<Class<?>> EITHER =
            Set.of(JSONSchemaPropsOrArray.class, JSONSchemaPropsOrBool.class, JSONSchemaPropsOrStringArray.class);

    static ModelType of(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            Type[] arguments = generic.getActualTypeArguments();
            if (List.class.isAssignableFrom(raw)) {
                return new ListOf(of(arguments[0]));
            }
            if (Map.class.isAssignableFrom(raw)) {
                return new MapOf(of(arguments[1]));
            }
        }
        return type instanceof Class<?> model ? ofClass(model) : Scalar.ANYTHING;
    }

    private static ModelType ofClass(Class<?> model) {
        if (model == String.class || model == MicroTime.class || model == ZonedDateTime.class) {
            return Scalar.STRING;
        }
        if (model == Integer.class) {
            return Scalar.INTEGER;
        }
        if (model == Long.class) {
            return Scalar.LONG;
        }
        if (model == Double.class || model == Float.class) {
            return Scalar.NUMBER;
        }
        if (model == Boolean.class) {
            return Scalar.BOOLEAN;
        }
        if (model == Quantity.class) {
            return Scalar.QUANTITY;
        }
        if (model == IntOrString.class) {
            return Scalar.INT_OR_STRING;
        }
        boolean opaque = model.isInterface()
                || model == Object.class
                || model == FieldsV1.class
                || JsonNode.class.isAssignableFrom(model)
                || EITHER.contains(model);
        return opaque ? Scalar.ANYTHING : new Struct(model);
    }
}
