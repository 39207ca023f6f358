package io.cpubound.cli.view;

import io.cpubound.cli.view.Paint.Ink;
import io.cpubound.cli.view.RevisionView.Role;
import io.cpubound.cli.view.Table.Cell;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** An app as a tree: what is awaited, its revisions, its slots with their pods, and nginx. */
public final class Tree {

    /** The end of a log tells most. */
    private static final int LOG_LINES = 5;

    private final AppView app;
    private final Paint paint;
    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    private Tree(AppView app, Paint paint, Instant now) {
        this.app = app;
        this.paint = paint;
        this.now = now;
    }

    public static List<String> lines(AppView app, Paint paint, Instant now) {
        Tree tree = new Tree(app, paint, now);
        tree.head();
        tree.branch("├─ ", "│  ", "revisions", tree.revisions());
        tree.branch("├─ ", "│  ", tree.slotsTitle(), tree.slots());
        tree.branch("└─ ", "   ", "nginx", tree.nginx());
        return List.copyOf(tree.lines);
    }

    /** The ink of a summary. */
    static Ink ink(AppView app) {
        if (app.failed().isPresent()
                || app.summary().startsWith("Stuck")
                || app.summary().startsWith("Refused")) {
            return Ink.BAD;
        }
        return app.isReady() ? Ink.GOOD : Ink.UNDER_WAY;
    }

    private void head() {
        lines.add(paint.of(Ink.TITLE, app.name()) + "  " + paint.of(ink(app), app.summary())
                + paint.of(Ink.QUIET, "  in namespace " + app.namespace()));
        String since =
                app.since().map(then -> Age.between(then, now)).map(this::since).orElse("");
        lines.add(app.message() + paint.of(Ink.QUIET, since));
        app.failed().ifPresent(failed -> {
            String ago =
                    failed.at().map(at -> ", " + Age.between(at, now) + " ago").orElse("");
            String pod = failed.pod().isEmpty() ? "" : ", pod " + failed.pod();
            lines.add(paint.of(Ink.BAD, "failed: " + app.revisionName(failed.revision()) + " " + failed.text())
                    + paint.of(Ink.QUIET, pod + ago));
            List<String> log = failed.log().strip().lines().toList();
            log.subList(Math.max(0, log.size() - LOG_LINES), log.size())
                    .forEach(line -> lines.add(paint.of(Ink.QUIET, "  | " + line)));
        });
        app.status()
                .text("frozenUntil")
                .ifPresent(until -> lines.add(paint.of(Ink.UNDER_WAY, "frozen until " + until)));
    }

    private String since(String age) {
        return app.isReady() ? "  for " + age : "  last progress " + age + " ago";
    }

    private void branch(String joint, String indent, String title, List<String> twigs) {
        lines.add(joint + title);
        for (int i = 0; i < twigs.size(); i++) {
            lines.add(indent + (i == twigs.size() - 1 ? "└─ " : "├─ ") + twigs.get(i));
        }
    }

    private List<String> revisions() {
        if (app.revisions().isEmpty()) {
            return List.of("none yet");
        }
        Table table = new Table();
        for (RevisionView revision : app.revisions()) {
            table.row(List.of(
                    Cell.of("#" + revision.number()),
                    Cell.of(revision.hash()),
                    Cell.of(revision.image()),
                    new Cell(revision.rolesText(), ink(revision)),
                    new Cell(revision.changeCause(), Ink.QUIET)));
        }
        return table.lines(paint);
    }

    private static Ink ink(RevisionView revision) {
        if (revision.roles().contains(Role.FAILED)) {
            return Ink.BAD;
        }
        return revision.roles().contains(Role.TARGET) ? Ink.GOOD : Ink.NORMAL;
    }

    private String slotsTitle() {
        return "slots"
                + paint.of(
                        Ink.QUIET,
                        "  " + app.desired() + " wanted, "
                                + app.status().number("readyReplicas") + " ready, "
                                + app.status().number("updatedReplicas") + " updated, "
                                + app.status().number("availableReplicas") + " available");
    }

    private List<String> slots() {
        TreeSet<Integer> slots = new TreeSet<>();
        for (int slot = 0; slot < app.desired(); slot++) {
            slots.add(slot);
        }
        app.pods().forEach(pod -> slots.add(pod.slot()));
        if (slots.isEmpty()) {
            return List.of("none: spec.replicas is 0");
        }
        Table table = new Table();
        slots.forEach(slot -> slot(table, slot));
        return table.lines(paint);
    }

    private void slot(Table table, int slot) {
        List<PodView> pods =
                app.pods().stream().filter(pod -> pod.slot() == slot).toList();
        String name = slot < 0 ? "?" : Integer.toString(slot);
        if (pods.isEmpty()) {
            table.row(List.of(Cell.of(name), new Cell("-", Ink.QUIET), new Cell("no pod yet", Ink.QUIET)));
        }
        for (PodView pod : pods) {
            table.row(List.of(
                    Cell.of(pod.equals(pods.get(0)) ? name : ""),
                    Cell.of(app.revisionName(pod.revision())),
                    new Cell(pod.state().word(), pod.state().ink()),
                    Cell.of(pod.name()),
                    Cell.of(pod.address()),
                    new Cell(
                            pod.restarts() == 1 ? "1 restart" : pod.restarts() + " restarts",
                            pod.restarts() == 0 ? Ink.QUIET : Ink.BAD),
                    new Cell(pod.created().map(then -> Age.between(then, now)).orElse(""), Ink.QUIET),
                    new Cell(pod.reason(), pod.state().ink())));
        }
    }

    private List<String> nginx() {
        List<String> upstream = app.upstream();
        List<String> twigs = new ArrayList<>();
        twigs.add("upstream  " + (upstream.isEmpty() ? "no pod is listed" : String.join("  ", upstream)));
        long synced = app.status().number("proxies", "synced");
        long total = app.status().number("proxies", "total");
        twigs.add("proxies   "
                + paint.of(synced == total ? Ink.NORMAL : Ink.UNDER_WAY, synced + " of " + total + " synced"));
        return twigs;
    }
}
