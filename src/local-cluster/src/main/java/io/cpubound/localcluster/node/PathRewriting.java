package io.cpubound.localcluster.node;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts folders in the place of mount paths. With {@code /etc/app -> /data/v1}, {@code --file=/etc/app/x} becomes {@code
 * --file=/data/v1/x}; {@code /etc/application} and {@code /opt/etc/app} stay, as they are other paths.
 */
final class PathRewriting {

    private final Map<String, String> folders;
    private final Pattern pattern;

    /**
     * @param folders by mount path; of nested mount paths the longer one wins
     */
    PathRewriting(Map<String, String> folders) {
        this.folders = new LinkedHashMap<>();
        folders.forEach((path, folder) -> this.folders.put(withoutEnd(path), folder));
        String any = this.folders.keySet().stream()
                .filter(path -> !path.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        pattern = Pattern.compile(any.isEmpty() ? "(?!)" : "(?<![\\w./-])(" + any + ")(?![\\w.-])");
    }

    private static String withoutEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    String apply(String text) {
        return pattern.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(folders.getOrDefault(found.group(1), found.group())));
    }
}
