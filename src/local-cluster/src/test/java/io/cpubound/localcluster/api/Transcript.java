package io.cpubound.localcluster.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Commands and what they answer, as one would see it in a terminal: {@code $ command}, the output, {@code exit N} when it is
 * not 0, then what older versions of kubectl answer where that differs, an empty line. With {@code ~ command} only the exit
 * code counts: what it prints differs between clusters.
 */
record Transcript(List<Step> steps) {

    private static final int SECONDS = 60;
    /** What names are made of: no vowels, so that they are no words. */
    private static final String RANDOM = "[bcdfghjklmnpqrstvwxz2456789]";

    record Step(boolean exact, String command, Answers answers) {
        String line() {
            return (exact ? "$ " : "~ ") + command;
        }
    }

    static Transcript read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (String block : Files.readString(file).split("\n(?=[$~] )", -1)) {
            if (block.startsWith("$ ") || block.startsWith("~ ")) {
                int end = block.indexOf('\n');
                String answer = end < 0 ? "" : block.substring(end + 1).stripTrailing();
                steps.add(new Step(
                        block.startsWith("$"),
                        block.substring(2, end < 0 ? block.length() : end),
                        Answers.read(answer.isEmpty() ? "" : answer + "\n")));
            }
        }
        return new Transcript(List.copyOf(steps));
    }

    String text() {
        return String.join(
                "\n",
                steps.stream()
                        .map(step -> step.line() + "\n" + step.answers.text())
                        .toList());
    }

    /** The same commands with answers that were seen, by minor version of kubectl. */
    Transcript recorded(SortedMap<Integer, List<String>> seen) {
        List<Step> result = new ArrayList<>();
        for (Step step : steps) {
            TreeMap<Integer, String> answers = new TreeMap<>();
            seen.forEach((version, all) -> answers.put(version, all.get(result.size())));
            result.add(new Step(step.exact, step.command, step.answers.recorded(answers)));
        }
        return new Transcript(List.copyOf(result));
    }

    /** What each command answers now. */
    List<String> run(Path folder, Map<String, String> environment) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        for (Step step : steps) {
            answers.add(answer(step, folder, environment));
        }
        return answers;
    }

    private static String answer(Step step, Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("kubectl", ".out");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", step.command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return "no end after " + SECONDS + " seconds\n" + Files.readString(output);
        }
        String printed = step.exact ? normal(Files.readString(output)) : "";
        Files.delete(output);
        return printed + (process.exitValue() == 0 ? "" : "exit " + process.exitValue() + "\n");
    }

    /** Without what differs from run to run. */
    static String normal(String output) {
        String text = output.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uid>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "<time>")
                .replaceAll("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}", "<time>")
                .replaceAll("(resourceVersion\"?: |Resource Version: +)\"?\\d+\"?", "$1<version>")
                .replaceAll("\\b(10\\.96|127\\.96)\\.\\d+\\.\\d+\\b", "<service-ip>")
                .replaceAll("https://[\\d.]+:\\d+", "<server>")
                .replaceAll("(pod-template-hash=|\\b[a-z]+-)" + RANDOM + "{8,10}\\b", "$1<hash>")
                .replaceAll("(<hash>-)" + RANDOM + "{5}\\b", "$1<id>")
                .replaceAll(" \\(x\\d+ over [^)]*\\)", "")
                .replaceAll("(?m)[ \\t]+$", "")
                .replaceAll("(?<=\\S)[ \\t]{2,}", "  ")
                .replaceAll("(?m)(?<=\\s)(\\d+[smhd])+(?=\\s|$)", "<age>");
        return text.isBlank() ? "" : text.stripTrailing() + "\n";
    }
}
