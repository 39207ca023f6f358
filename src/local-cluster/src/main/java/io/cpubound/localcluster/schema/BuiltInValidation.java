package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.Values;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the real server refuses of built-in kinds; not all of it, but what one runs into. */
final class BuiltInValidation {

    private static final String IMMUTABLE = "field is immutable";

    private final ObjectNode object;
    private final @Nullable ObjectNode old;
    private final List<FieldError> errors = new ArrayList<>();

    private BuiltInValidation(ObjectNode object, @Nullable ObjectNode old) {
        this.object = object;
        this.old = old;
    }

    static List<FieldError> check(ModelType.Struct model, ObjectNode object, @Nullable ObjectNode old) {
        BuiltInValidation validation = new BuiltInValidation(object, old);
        if (model.fields().containsKey("metadata")) {
            validation.errors.addAll(MetadataValidation.checkBuiltIn(object));
        }
        switch (model.name()) {
            case "Pod" -> validation.pod();
            case "PodTemplate" ->
                validation.errors.addAll(
                        PodValidation.check(object.path("template").path("spec"), "template.spec"));
            case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet" -> {
                validation.errors.addAll(WorkloadValidation.check(object));
                validation.immutable("spec", "selector");
            }
            case "Service" -> validation.errors.addAll(ServiceValidation.check(object.path("spec")));
            case "ConfigMap", "Secret" -> validation.data();
            case "ControllerRevision" -> validation.immutable("data");
            case "Role", "ClusterRole" -> validation.rules();
            case "RoleBinding", "ClusterRoleBinding" -> validation.binding();
            case "EndpointSlice" -> validation.endpointSlice();
            default -> {
                // Nothing is known to go wrong.
            }
        }
        return List.copyOf(validation.errors);
    }

    private void immutable(String... path) {
        if (old == null) {
            return;
        }
        JsonNode before = old;
        JsonNode after = object;
        for (String name : path) {
            before = before.path(name);
            after = after.path(name);
        }
        if (!Values.equal(before, after)) {
            JsonNode shown = after.isMissingNode() ? NullNode.instance : after;
            errors.add(FieldErrors.invalid(String.join(".", path), shown, IMMUTABLE));
        }
    }

    private void pod() {
        errors.addAll(PodValidation.check(object.path("spec"), "spec"));
        if (old != null) {
            errors.addAll(PodUpdates.check(old, object));
        }
    }

    private void data() {
        for (String field : List.of("data", "binaryData")) {
            for (Map.Entry<String, JsonNode> entry : object.path(field).properties()) {
                Names.configKey(entry.getKey())
                        .forEach(error -> errors.add(
                                FieldErrors.invalid(field + "[" + entry.getKey() + "]", entry.getKey(), error)));
            }
        }
        if (object.path("kind").asText().equals("Secret")) {
            immutable("type");
            errors.addAll(SecretValidation.check(object));
        }
        if (old != null && old.path("immutable").asBoolean()) {
            if (!object.path("immutable").asBoolean()) {
                errors.add(FieldErrors.forbidden("immutable", "field is immutable when `immutable` is set"));
            }
            if (!Values.equal(old.path("data"), object.path("data"))) {
                errors.add(FieldErrors.forbidden("data", "field is immutable when `immutable` is set"));
            }
        }
    }

    private void rules() {
        JsonNode rules = object.path("rules");
        for (int i = 0; i < rules.size(); i++) {
            String path = "rules[" + i + "]";
            JsonNode rule = rules.get(i);
            if (rule.path("verbs").isEmpty()) {
                errors.add(FieldErrors.required(path + ".verbs", "verbs must contain at least one value"));
            }
            if (rule.path("nonResourceURLs").isEmpty()) {
                if (rule.path("apiGroups").isEmpty()) {
                    errors.add(FieldErrors.required(
                            path + ".apiGroups", "resource rules must supply at least one api group"));
                }
                if (rule.path("resources").isEmpty()) {
                    errors.add(FieldErrors.required(
                            path + ".resources", "resource rules must supply at least one resource"));
                }
            }
        }
    }

    private void binding() {
        JsonNode role = object.path("roleRef");
        if (role.path("name").asText().isEmpty()) {
            errors.add(FieldErrors.required("roleRef.name", ""));
        }
        if (old != null && !Values.equal(old.path("roleRef"), role)) {
            errors.add(FieldErrors.invalid("roleRef", role, "cannot change roleRef"));
        }
    }

    private void endpointSlice() {
        JsonNode type = object.path("addressType");
        if (type.asText().isEmpty()) {
            errors.add(FieldErrors.required("addressType", ""));
        } else if (!List.of("FQDN", "IPv4", "IPv6").contains(type.asText())) {
            errors.add(FieldErrors.notSupported("addressType", type, List.of("FQDN", "IPv4", "IPv6")));
        }
        immutable("addressType");
    }
}
