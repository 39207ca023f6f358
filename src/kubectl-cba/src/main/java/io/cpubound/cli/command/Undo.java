package io.cpubound.cli.command;

import io.cpubound.cli.api.AppObjects;
import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import io.cpubound.cli.view.RevisionView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Goes back to a revision: rewrites the spec, so that it says what runs. */
@Command(
        name = "undo",
        description = {
            "Goes back: writes the pod template of an earlier revision into the spec. By default of the last good one while"
                    + " a rollout is under way or has failed, else of the one before the current.",
        })
final class Undo extends AppCommand {

    private static final int TRIES = 5;

    @Option(names = "--to-revision", paramLabel = "N", description = "The revision; see history.")
    private @Nullable Long toRevision;

    Undo(Shell shell) {
        super(shell);
    }

    @Override
    int run(Cluster cluster) {
        for (int i = 0; i < TRIES; i++) {
            AppObjects objects = cluster.withoutPods(name());
            AppView app = AppView.of(objects, shell().clock().instant());
            RevisionView revision = toRevision == null ? previous(app) : History.find(app, toRevision);
            List<Map<String, Object>> patch = TemplateRewrite.patch(objects.app(), revision.template());
            String what = "revision " + revision.number() + " (" + revision.image() + cause(revision) + ")";
            if (patch.isEmpty()) {
                return done("asks for " + what + " already");
            }
            if (cluster.patch(name(), patch)) {
                return done("goes back to " + what);
            }
            // Somebody else has changed it since it was read: what they wrote must not be lost.
        }
        throw CliException.failed(name() + " was changed by others at each of " + TRIES
                + " tries: find out by whom (kubectl get cba " + name() + " --show-managed-fields -o yaml)");
    }

    private static String cause(RevisionView revision) {
        return revision.changeCause().isEmpty() ? "" : ", " + revision.changeCause();
    }

    /** Whether a revision of the history ever served is told nowhere, so it may be one that failed: the output names it. */
    private static RevisionView previous(AppView app) {
        String wanted = app.wantedRevision();
        if (!app.currentRevision().isEmpty() && !app.currentRevision().equals(wanted)) {
            return app.revision(app.currentRevision()).orElseThrow(() -> none(app));
        }
        return app.revisions().stream()
                .filter(revision -> !revision.hash().equals(wanted))
                .findFirst()
                .orElseThrow(() -> none(app));
    }

    private static CliException none(AppView app) {
        return CliException.failed(
                "no earlier revision of " + app.name() + " is kept: see kubectl cba history " + app.name());
    }
}
