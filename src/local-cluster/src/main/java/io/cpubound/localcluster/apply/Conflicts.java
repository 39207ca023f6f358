package io.cpubound.localcluster.apply;

import io.cpubound.localcluster.apply.ManagedFields.Owner;
import io.cpubound.localcluster.apply.ServerSideApply.Conflict;
import io.cpubound.localcluster.apply.ServerSideApply.ConflictException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds what somebody else owns of the fields that an apply changes, and says it in the words of the real server. */
final class Conflicts {

    /** The fields in dispute, by owner. */
    private final SortedMap<Owner, List<List<PathElement>>> disputed =
            new TreeMap<>(Comparator.comparing(Owner::manager)
                    .thenComparing(Owner::subresource)
                    .thenComparing(Owner::apiVersion));

    /** Those of an earlier conflict that are left. */
    static ConflictException of(List<Conflict> causes) {
        List<String> lines = new ArrayList<>();
        String heading = "";
        for (Conflict cause : causes) {
            if (!cause.message().equals(heading)) {
                heading = cause.message();
                lines.add(heading.replaceFirst("conflict", "conflicts") + ":");
            }
            lines.add("- " + cause.field());
        }
        Conflict first = causes.get(0);
        String message = causes.size() == 1
                ? "Apply failed with 1 conflict: " + first.message() + ": " + first.field()
                : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
        return new ConflictException(message, causes);
    }

    static void check(ManagedFields managed, Owner owner, FieldSet changed) throws ConflictException {
        Conflicts conflicts = new Conflicts();
        managed.owners().forEach((other, owned) -> {
            FieldSet both = owned.fields().intersection(changed);
            if (!other.equals(owner) && !both.isEmpty()) {
                conflicts.disputed.put(other, both.paths());
            }
        });
        conflicts.raise();
    }

    private void raise() throws ConflictException {
        List<Conflict> causes = new ArrayList<>();
        disputed.forEach((owner, paths) ->
                paths.forEach(path -> causes.add(new Conflict(FieldSet.text(path), "conflict with " + owner.text()))));
        if (!causes.isEmpty()) {
            throw of(causes);
        }
    }
}
