package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a script for the shell. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the script that completes kubectl-cba in bash or zsh:",
            "  source <(kubectl cba completion bash)",
        })
final class Completion implements Callable<Integer> {

    private final Shell shell;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private String name = "";

    Completion(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String head =
                switch (name) {
                    case "bash" -> "";
                    // What is made for bash works in zsh with this.
                    case "zsh" -> "autoload -Uz compinit bashcompinit && compinit -u && bashcompinit\n";
                    default -> throw CliException.usage("completion knows bash and zsh, not \"" + name + "\"");
                };
        shell.print(head + AutoComplete.bash(Cba.NAME, Cba.commandLine(shell)));
        return 0;
    }
}
