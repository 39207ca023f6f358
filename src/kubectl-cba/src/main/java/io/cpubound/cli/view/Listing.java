package io.cpubound.cli.view;

import io.cpubound.cli.api.Fields;
import io.cpubound.cli.view.Paint.Ink;
import io.cpubound.cli.view.Table.Cell;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tables: of apps, and of an app's history. */
public final class Listing {

    private Listing() {}

    /** A line for each app, under a head. */
    public static List<String> apps(
            List<GenericKubernetesResource> apps, boolean withNamespace, Paint paint, Instant now) {
        Table table = new Table();
        table.row(row(
                withNamespace,
                "NAMESPACE",
                Stream.of("NAME", "DESIRED", "READY", "UPDATED", "STATUS", "IMAGE", "AGE")
                        .map(Cell::of)));
        for (GenericKubernetesResource app : apps) {
            Fields fields = Fields.of(app);
            Fields status = fields.at("status");
            boolean isReady = "True".equals(status.condition("Ready").textOr("", "status"));
            boolean hasFailed = "True".equals(status.condition("Stalled").textOr("", "status"));
            Ink ink = hasFailed ? Ink.BAD : isReady ? Ink.GOOD : Ink.UNDER_WAY;
            table.row(row(
                    withNamespace,
                    app.getMetadata().getNamespace(),
                    Stream.of(
                            Cell.of(app.getMetadata().getName()),
                            Cell.of(Long.toString(fields.number("spec", "replicas"))),
                            Cell.of(Long.toString(status.number("readyReplicas"))),
                            Cell.of(Long.toString(status.number("updatedReplicas"))),
                            new Cell(status.textOr("Unknown", "summary"), ink),
                            Cell.of(fields.textOr("", "spec", "image")),
                            Cell.of(new Fields(app.getMetadata().getCreationTimestamp())
                                    .time()
                                    .map(then -> Age.between(then, now))
                                    .orElse("")))));
        }
        return table.lines(paint);
    }

    /** A line for each revision, the newest first, under a head. */
    public static List<String> history(AppView app, Paint paint, Instant now) {
        Table table = new Table();
        table.row(Stream.of("REVISION", "HASH", "IMAGE", "AGE", "ROLE", "CHANGE-CAUSE")
                .map(Cell::of)
                .toList());
        for (RevisionView revision : app.revisions()) {
            table.row(List.of(
                    Cell.of(Long.toString(revision.number())),
                    Cell.of(revision.hash()),
                    Cell.of(revision.image()),
                    Cell.of(revision.created()
                            .map(then -> Age.between(then, now))
                            .orElse("")),
                    Cell.of(revision.rolesText().isEmpty() ? "-" : revision.rolesText()),
                    Cell.of(revision.changeCause().isEmpty() ? "-" : revision.changeCause())));
        }
        return table.lines(paint);
    }

    private static List<Cell> row(boolean withNamespace, String namespace, Stream<Cell> others) {
        List<Cell> row = new ArrayList<>();
        if (withNamespace) {
            row.add(Cell.of(namespace));
        }
        others.forEach(row::add);
        return row;
    }
}
