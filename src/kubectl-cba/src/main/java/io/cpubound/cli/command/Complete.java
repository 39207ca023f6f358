package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Unmatched;

/**
 * What may follow at the prompt, one per line, in the words that kubectl (1.26 or later) wants of a plugin's
 * {@code kubectl_complete-NAME}: the last line is a colon and Cobra's directive.
 */
@Command(name = Complete.NAME, hidden = true, description = "For kubectl_complete-cba.")
final class Complete implements Callable<Integer> {

    static final String NAME = "__complete";

    /** Cobra's ShellCompDirectiveNoFileComp: nothing here is a file's name. */
    private static final String NO_FILES = ":4";

    private static final String SOME_APP = "some-app";

    private final Shell shell;

    @Unmatched
    private List<String> words = new ArrayList<>();

    Complete(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
        String begun = words.isEmpty() ? "" : words.get(words.size() - 1);
        shell.print(Stream.concat(ofTheCommandLine(before, begun), apps(before, begun))
                .sorted()
                .distinct()
                .toList());
        shell.print(NO_FILES);
        return 0;
    }

    /** Commands and options. */
    private Stream<String> ofTheCommandLine(List<String> before, String begun) {
        List<String> all = new ArrayList<>(before);
        all.add(begun);
        List<CharSequence> endings = new ArrayList<>();
        AutoComplete.complete(
                Cba.commandLine(shell).getCommandSpec(),
                all.toArray(String[]::new),
                before.size(),
                begun.length(),
                0,
                endings);
        return endings.stream()
                .map(ending -> begun + ending)
                .filter(word -> begun.startsWith("-") || !word.startsWith("-"))
                .filter(word -> !word.equals(NAME));
    }

    /** The apps that are there, when one may be named here. At a prompt, a cluster that does not answer is no error. */
    private Stream<String> apps(List<String> before, String begun) {
        List<String> all = new ArrayList<>(before);
        all.add(SOME_APP);
        try {
            ParseResult parsed = Cba.commandLine(shell).parseArgs(all.toArray(String[]::new));
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            boolean wanted = parsed.matchedPositionals().stream()
                    .map(PositionalParamSpec::getValue)
                    .anyMatch(value -> Objects.equals(value, SOME_APP));
            if (!wanted || !(parsed.commandSpec().userObject() instanceof NamesAnApp command)) {
                return Stream.empty();
            }
            try (Cluster cluster = command.connection().open()) {
                return cluster.apps(false).stream()
                        .map(app -> app.getMetadata().getName())
                        .filter(name -> name.startsWith(begun));
            }
        } catch (ParameterException | CliException e) {
            return Stream.empty();
        }
    }
}
