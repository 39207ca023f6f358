package io.cpubound.operator.api;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.Type;

/**
 * Gives a schema the bounds of the Java types that its values are read into. A value that the schema takes and Java does not
 * fails the operator's list of all resources, the good ones too.
 */
final class JavaBounds {

    /** Of Kubernetes' own CRDs. */
    private static final String QUANTITY =
            "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?"
                    + "(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    /** JSON's numbers are exact up to here. */
    private static final double LARGEST_EXACT = (1L << 53) - 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JavaBounds() {}

    static void apply(JSONSchemaProps schema, Type type) {
        apply(schema, MAPPER.constructType(type));
    }

    private static void apply(JSONSchemaProps schema, JavaType type) {
        if (type.isCollectionLikeType()) {
            apply(schema.getItems().getSchema(), type.getContentType());
        } else if (type.isMapLikeType()) {
            if (schema.getAdditionalProperties() != null
                    && schema.getAdditionalProperties().getSchema() != null) {
                apply(schema.getAdditionalProperties().getSchema(), type.getContentType());
            }
        } else if (type.hasRawClass(Quantity.class)) {
            schema.setPattern(QUANTITY);
        } else if (type.hasRawClass(Integer.class) || type.hasRawClass(IntOrString.class)) {
            bound(schema, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type.hasRawClass(Long.class)) {
            bound(schema, -LARGEST_EXACT, LARGEST_EXACT);
        } else if (schema.getProperties() != null) {
            for (BeanPropertyDefinition property :
                    MAPPER.getSerializationConfig().introspect(type).findProperties()) {
                JSONSchemaProps of = schema.getProperties().get(property.getName());
                if (of != null) {
                    apply(of, property.getPrimaryType());
                }
            }
        }
    }

    private static void bound(JSONSchemaProps schema, double least, double most) {
        if (schema.getMinimum() == null) {
            schema.setMinimum(least);
        }
        if (schema.getMaximum() == null) {
            schema.setMaximum(most);
        }
    }
}
