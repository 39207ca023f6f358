package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The managedFields of one object, being worked on. */
final class ManagedFields {

    /** More Update managers than this are merged, the oldest first, so that the list cannot grow for ever. */
    private static final int MOST_UPDATERS = 10;

    private static final String ANCIENT = "ancient-changes";

    /**
     * Who owns. One applier keeps its entry when it moves to another version of the API, so a version tells apart updaters
     * only.
     */
    record Owner(String manager, boolean applies, String apiVersion, String subresource) {
        static Owner applier(String manager, String subresource) {
            return new Owner(manager, true, "", subresource);
        }

        /** {@code "kubectl" using apps/v1}, as conflicts name an updater. */
        String text() {
            String name = '"' + manager + '"';
            if (!subresource.isEmpty()) {
                name += " with subresource \"" + subresource + '"';
            }
            return applies ? name : name + " using " + apiVersion;
        }
    }

    /** What one owns, in which version of the API, since when. */
    record Owned(FieldSet fields, String apiVersion, @Nullable Instant time) {
        Owned with(FieldSet newFields) {
            return new Owned(newFields, apiVersion, time);
        }
    }

    private final Map<Owner, Owned> owners = new LinkedHashMap<>();

    Map<Owner, Owned> owners() {
        return owners;
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    FieldSet fieldsOf(Owner owner) {
        Owned owned = owners.get(owner);
        return owned == null ? new FieldSet() : owned.fields;
    }

    /** Sets or, when nothing is owned, removes. */
    void put(Owner owner, Owned owned) {
        if (owned.fields.isEmpty()) {
            owners.remove(owner);
        } else {
            owners.put(owner, owned);
        }
    }

    /** Everybody but one loses these fields. */
    void takeFromOthers(Owner taker, FieldSet fields) {
        for (Owner owner : List.copyOf(owners.keySet())) {
            Owned owned = owners.get(owner);
            if (owned != null && !owner.equals(taker)) {
                put(owner, owned.with(owned.fields.minus(fields)));
            }
        }
    }

    /** All that anybody but one owns, by version. */
    Map<String, FieldSet> allBut(Owner excepted) {
        Map<String, FieldSet> all = new HashMap<>();
        owners.forEach((owner, owned) -> {
            if (!owner.equals(excepted)) {
                all.merge(owned.apiVersion, owned.fields, FieldSet::union);
            }
        });
        return all;
    }

    /** Of metadata.managedFields; empty when an entry cannot be understood. */
    static Optional<ManagedFields> read(@Nullable JsonNode entries) {
        ManagedFields result = new ManagedFields();
        for (JsonNode entry : TypedWalk.items(entries)) {
            String operation = entry.path("operation").asText();
            String apiVersion = entry.path("apiVersion").asText();
            boolean applies = operation.equals("Apply");
            if ((!applies && !operation.equals("Update"))
                    || apiVersion.isEmpty()
                    || !entry.path("fieldsType").asText().equals("FieldsV1")) {
                return Optional.empty();
            }
            Owner owner = new Owner(
                    entry.path("manager").asText(),
                    applies,
                    applies ? "" : apiVersion,
                    entry.path("subresource").asText());
            try {
                String time = entry.path("time").asText();
                result.owners.put(
                        owner,
                        new Owned(
                                FieldSet.fromJson(entry.path("fieldsV1")),
                                apiVersion,
                                time.isEmpty() ? null : Instant.parse(time)));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                return Optional.empty();
            }
        }
        return Optional.of(result);
    }

    /** As metadata.managedFields: Apply before Update, then by time, name, version, subresource. */
    ArrayNode toJson() {
        List<Map.Entry<Owner, Owned>> entries = new ArrayList<>(owners.entrySet());
        entries.sort(Comparator.comparing((Map.Entry<Owner, Owned> e) -> !e.getKey().applies)
                .thenComparing(e -> seconds(e.getValue()))
                .thenComparing(e -> e.getKey().manager)
                .thenComparing(e -> e.getValue().apiVersion)
                .thenComparing(e -> e.getKey().subresource));
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Map.Entry<Owner, Owned> entry : entries) {
            Owner owner = entry.getKey();
            Owned owned = entry.getValue();
            ObjectNode item = json.addObject();
            item.put("manager", owner.manager);
            item.put("operation", owner.applies ? "Apply" : "Update");
            item.put("apiVersion", owned.apiVersion);
            if (owned.time != null) {
                item.put("time", owned.time.truncatedTo(ChronoUnit.SECONDS).toString());
            }
            item.put("fieldsType", "FieldsV1");
            item.set("fieldsV1", owned.fields.toJson());
            if (!owner.subresource.isEmpty()) {
                item.put("subresource", owner.subresource);
            }
        }
        return json;
    }

    private static long seconds(Owned owned) {
        return owned.time == null ? 0 : owned.time.getEpochSecond();
    }

    /** Merges the oldest updaters of a version into one entry until there are few enough. */
    void capUpdaters() {
        List<Owner> updaters = new ArrayList<>(
                owners.keySet().stream().filter(owner -> !owner.applies).toList());
        int count = updaters.size();
        updaters.sort(Comparator.comparing((Owner owner) -> seconds(owned(owner)))
                .thenComparing(Owner::manager)
                .thenComparing(Owner::subresource));
        Map<String, Owner> firstOfVersion = new HashMap<>();
        for (Owner updater : updaters) {
            if (count <= MOST_UPDATERS) {
                return;
            }
            Owned owned = owned(updater);
            Owner first = firstOfVersion.putIfAbsent(owned.apiVersion, updater);
            if (first != null) {
                Owner bucket = new Owner(ANCIENT, false, owned.apiVersion, "");
                Owned merged = owners.containsKey(bucket) ? owned(bucket) : owned(first);
                owners.remove(first);
                owners.remove(updater);
                owners.put(bucket, new Owned(owned.fields.union(merged.fields), owned.apiVersion, owned.time));
                count--;
            }
        }
    }

    private Owned owned(Owner owner) {
        Owned owned = owners.get(owner);
        if (owned == null) {
            throw new IllegalStateException("no such owner: " + owner);
        }
        return owned;
    }
}
