package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A kubectl of this machine.
 *
 * @param minor of its version: 33 for 1.33.1
 */
record Kubectl(int minor, Path program) {

    private static final Pattern NAME = Pattern.compile("kubectl\\.1\\.\\d+");
    private static final Pattern VERSION = Pattern.compile("v1\\.(\\d+)\\..*");

    /**
     * One for each version, the oldest first: in the folders of {@code -Dkubectl.folders}, on the PATH, and files named such as
     * {@code kubectl.1.33} beside those.
     */
    static List<Kubectl> found() throws IOException, InterruptedException {
        TreeMap<Integer, Kubectl> found = new TreeMap<>();
        for (Path program : programs()) {
            Kubectl one = new Kubectl(minor(program), program);
            found.putIfAbsent(one.minor, one);
        }
        return List.copyOf(found.values());
    }

    private static Set<Path> programs() throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        List<Path> plain = new ArrayList<>();
        for (Path folder : Stream.of(System.getProperty("kubectl.folders", ""), System.getenv("PATH"))
                .flatMap(Pattern.compile(File.pathSeparator)::splitAsStream)
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList()) {
            Path program = folder.resolve("kubectl");
            if (Files.isExecutable(program)) {
                plain.add(program.toRealPath());
                folders.add(program.toRealPath().resolveSibling("."));
            }
            if (Files.isDirectory(folder)) {
                folders.add(folder);
            }
        }
        Set<Path> programs = new LinkedHashSet<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                        .filter(Files::isExecutable)
                        .map(Path::normalize)
                        .forEach(programs::add);
            }
        }
        // Last, since where others lie beside it, it may be a script that picks one of them.
        programs.addAll(plain);
        return programs;
    }

    private static int minor(Path program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "version", "--client", "-o", "json")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String version = new ObjectMapper()
                .readTree(process.getInputStream())
                .at("/clientVersion/gitVersion")
                .asText();
        process.waitFor();
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new IllegalStateException(program + " is of version '" + version + "'");
        }
        return Integer.parseInt(matcher.group(1));
    }

    @Override
    public String toString() {
        return "1." + minor;
    }
}
