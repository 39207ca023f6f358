package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is served: groups, versions, kinds, and the documents that kubectl reads before it writes. */
final class Discovery {

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final Map<String, String> SUBRESOURCE_KINDS = Map.of(
            "scale", "autoscaling/v1/Scale",
            "eviction", "policy/v1/Eviction",
            "token", "authentication.k8s.io/v1/TokenRequest",
            "binding", "/v1/Binding",
            "exec", "PodExecOptions",
            "attach", "PodAttachOptions",
            "portforward", "PodPortForwardOptions");

    private final KindRegistry kinds;
    private final OpenApi openApi;

    Discovery(KindRegistry kinds) {
        this.kinds = kinds;
        this.openApi = new OpenApi(kinds);
    }

    /** @throws ApiException 404 when the path is none of discovery's */
    ObjectNode answer(List<String> path) {
        String first = path.get(0);
        if (first.equals("version") && path.size() == 1) {
            return Json.object()
                    .put("major", "1")
                    .put("minor", "33")
                    .put("gitVersion", "v1.33.0+cpubound")
                    .put("gitCommit", "")
                    .put("gitTreeState", "")
                    .put("buildDate", "2026-11-24T00:00:00Z")
                    .put("goVersion", "")
                    .put("compiler", "")
                    .put("platform", "linux/amd64");
        }
        if (first.equals("openapi") && path.size() >= 2) {
            return openApi.answer(path.subList(1, path.size()));
        }
        if (first.equals("api") && path.size() == 1) {
            ObjectNode versions = Json.object().put("kind", "APIVersions");
            versions.putArray("versions").add("v1");
            versions.putArray("serverAddressByClientCIDRs");
            return versions;
        }
        if (first.equals("api") && path.size() == 2) {
            return resources("", path.get(1));
        }
        if (first.equals("apis") && path.size() == 1) {
            ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
            ArrayNode groups = list.putArray("groups");
            kinds.groups().forEach((group, versions) -> groups.add(group(group, versions)));
            return list;
        }
        if (first.equals("apis") && path.size() == 2) {
            Set<String> versions = kinds.groups().get(path.get(1));
            if (versions != null) {
                return group(path.get(1), versions).put("kind", "APIGroup").put("apiVersion", "v1");
            }
        }
        if (first.equals("apis") && path.size() == 3) {
            return resources(path.get(1), path.get(2));
        }
        throw ApiException.noSuchPath();
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(version ->
                list.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.set("preferredVersion", list.path(0));
        return group;
    }

    private ObjectNode resources(String group, String version) {
        List<Kind> served = kinds.of(group, version);
        if (served.isEmpty()) {
            throw ApiException.noSuchPath();
        }
        ObjectNode list = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", served.get(0).apiVersion());
        ArrayNode resources = list.putArray("resources");
        served.forEach(kind -> add(resources, kind));
        return list;
    }

    private static void add(ArrayNode resources, Kind kind) {
        ObjectNode resource = resources
                .addObject()
                .put("name", kind.plural())
                .put("singularName", kind.singular())
                .put("namespaced", kind.namespaced())
                .put("kind", kind.kind());
        (kind.stored() ? VERBS : List.of("create")).forEach(resource.putArray("verbs")::add);
        if (!kind.shortNames().isEmpty()) {
            kind.shortNames().forEach(resource.putArray("shortNames")::add);
        }
        if (!kind.categories().isEmpty()) {
            kind.categories().forEach(resource.putArray("categories")::add);
        }
        for (String sub : new TreeSet<>(kind.subresources())) {
            ObjectNode part = resources
                    .addObject()
                    .put("name", kind.plural() + "/" + sub)
                    .put("singularName", "")
                    .put("namespaced", kind.namespaced());
            String other = SUBRESOURCE_KINDS.getOrDefault(sub, "");
            if (other.isEmpty()) {
                part.put("kind", kind.kind());
            } else if (!other.contains("/")) {
                part.put("kind", other);
            } else {
                List<String> words = List.of(other.split("/", -1));
                part.put("group", words.get(0)).put("version", words.get(1)).put("kind", words.get(2));
            }
            verbs(sub).forEach(part.putArray("verbs")::add);
        }
    }

    private static List<String> verbs(String subresource) {
        return switch (subresource) {
            case "log" -> List.of("get");
            case "exec", "attach", "portforward" -> List.of("create", "get");
            case "finalize" -> List.of("update");
            case "status", "scale" -> List.of("get", "patch", "update");
            default -> List.of("create");
        };
    }
}
