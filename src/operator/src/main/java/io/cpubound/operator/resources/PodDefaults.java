package io.cpubound.operator.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pod is where nobody says otherwise: it fits the restricted Pod Security Standard, and spreads over the nodes. What a
 * user sets replaces a default field by field, so that asking for a user id does not lose the seccomp profile.
 */
final class PodDefaults {

    private PodDefaults() {}

    static PodSecurityContextBuilder restrictedPod() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile();
    }

    static SecurityContextBuilder restrictedContainer() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities();
    }

    static PodSecurityContext pod(@Nullable PodSecurityContext asked) {
        return over(restrictedPod().build(), asked, PodSecurityContext.class);
    }

    static SecurityContext container(@Nullable SecurityContext asked) {
        return over(restrictedContainer().build(), asked, SecurityContext.class);
    }

    /** A container of the user's beside the app's. */
    static Container beside(Container asked) {
        return new ContainerBuilder(asked)
                .withSecurityContext(container(asked.getSecurityContext()))
                .build();
    }

    /** Over the nodes where possible; never a reason for a pod to stay pending. */
    static TopologySpreadConstraint spread(AppIdentity app, Component component) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withLabelSelector(new LabelSelectorBuilder()
                        .withMatchLabels(app.selector(component))
                        .build())
                .build();
    }

    private static <T> T over(T defaults, @Nullable T asked, Class<T> type) {
        if (asked == null) {
            return defaults;
        }
        ObjectNode merged = (ObjectNode) CanonicalJson.tree(defaults);
        for (Map.Entry<String, JsonNode> field : CanonicalJson.tree(asked).properties()) {
            merged.set(field.getKey(), field.getValue());
        }
        return CanonicalJson.read(merged, type);
    }
}
