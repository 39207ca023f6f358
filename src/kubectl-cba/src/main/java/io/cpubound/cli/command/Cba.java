package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands together. */
@Command(
        name = "kubectl cba",
        mixinStandardHelpOptions = true,
        version = "kubectl-cba 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows and steers the rollouts of CpuBoundApps.",
        footer = {"", "kubectl cba COMMAND --help tells more."})
public final class Cba {

    /** The executable: kubectl finds a plugin by its name. */
    static final String NAME = "kubectl-cba";

    private Cba() {}

    /** Runs the command that the arguments name, and gives the exit code. */
    public static int run(Shell shell, String... arguments) {
        return commandLine(shell).execute(arguments);
    }

    static CommandLine commandLine(Shell shell) {
        CommandLine line = new CommandLine(new Cba());
        line.addSubcommand(new Get(shell));
        steering(shell).forEach(line::addSubcommand);
        line.addSubcommand(new Completion(shell));
        line.addSubcommand(new Complete(shell));
        // For fingers that are used to kubectl rollout.
        CommandLine rollout = new CommandLine(new Rollout());
        steering(shell).forEach(rollout::addSubcommand);
        line.addSubcommand(rollout);
        return line.setOut(shell.out())
                .setErr(shell.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((e, args) -> {
                    String command = e.getCommandLine().getCommandSpec().qualifiedName();
                    return error(shell, e.getMessage() + "; see " + command + " --help", CliException.USAGE);
                })
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof CliException said) {
                        return error(shell, said.text(), said.exitCode());
                    }
                    throw e;
                });
    }

    private static List<Object> steering(Shell shell) {
        return List.of(
                new Status(shell),
                new History(shell),
                new Undo(shell),
                new Restart(shell),
                new Pause.On(shell),
                new Pause.Off(shell),
                new Retry(shell),
                new Abort(shell),
                new Promote(shell));
    }

    private static int error(Shell shell, String text, int exitCode) {
        shell.err().println("error: " + text);
        shell.err().flush();
        return exitCode;
    }

    /** kubectl's word for it. */
    @Command(
            name = "rollout",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            description = "The same commands, under kubectl's own word: kubectl cba rollout status NAME.")
    static final class Rollout {}
}
