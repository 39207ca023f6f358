package io.cpubound.operator.resources;

import io.cpubound.operator.api.CpuBoundApp;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who an app is: the names and labels of all its objects follow from it.
 *
 * @param uid of the CpuBoundApp; an object belongs to the app when its controller reference carries it, whatever its
 *     name or labels
 */
public record AppIdentity(String namespace, String name, String uid) {

    /** The label that names the app on every object of it. */
    public static final String APP = "cpubound.io/app";

    /** Field manager of all writes, and the value of {@code app.kubernetes.io/managed-by}. */
    public static final String MANAGER = "cpubound-operator";

    private static final String COMPONENT = "app.kubernetes.io/component";

    /** The two halves of an app. */
    public enum Component {
        APP,
        PROXY;

        private String label() {
            return this == APP ? "app" : "proxy";
        }
    }

    public static AppIdentity of(CpuBoundApp app) {
        ObjectMeta metadata = app.getMetadata();
        return new AppIdentity(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }

    public boolean isNamed(String itsNamespace, String itsName) {
        return namespace.equals(itsNamespace) && name.equals(itsName);
    }

    /** The entry for clients. */
    public String serviceName() {
        return name;
    }

    /** The headless Service that makes the EndpointSlices of the app's pods. */
    public String podsServiceName() {
        return name + "-pods";
    }

    /** The nginx Deployment, and its ConfigMap. */
    public String proxyName() {
        return name + "-nginx";
    }

    /** Names follow from slot and revision, so that creating twice is a conflict and not a second pod. */
    public String podName(String revision, int slot) {
        return name + "-" + revision + "-" + slot;
    }

    public String revisionName(String revision) {
        return name + "-" + revision;
    }

    public Map<String, String> labels(Component component) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app.kubernetes.io/name", name);
        labels.put("app.kubernetes.io/managed-by", MANAGER);
        labels.put(COMPONENT, component.label());
        labels.put(APP, name);
        return labels;
    }

    /** Selects the pods of a component; never changes, since selectors of Deployments cannot. */
    public Map<String, String> selector(Component component) {
        Map<String, String> selector = new LinkedHashMap<>();
        selector.put(APP, name);
        selector.put(COMPONENT, component.label());
        return selector;
    }

    /** The selector of the app's pods as text, for the scale subresource. */
    public String selectorText() {
        return APP + "=" + name + "," + COMPONENT + "=" + Component.APP.label();
    }

    public ObjectMetaBuilder metadata(String objectName, Component component) {
        return new ObjectMetaBuilder()
                .withName(objectName)
                .withNamespace(namespace)
                .withLabels(labels(component))
                .withOwnerReferences(ownerReference());
    }

    /** Whether the app controls the object. */
    public boolean controls(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()) && uid.equals(owner.getUid()));
    }

    /** Whether the object's labels say that it is one of the component's pods. */
    public boolean isLabelled(HasMetadata object, Component component) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return name.equals(labels.get(APP)) && component.label().equals(labels.get(COMPONENT));
    }

    private OwnerReference ownerReference() {
        return new OwnerReferenceBuilder()
                .withApiVersion(HasMetadata.getApiVersion(CpuBoundApp.class))
                .withKind(HasMetadata.getKind(CpuBoundApp.class))
                .withName(name)
                .withUid(uid)
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
