package io.cpubound.localcluster.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A volume whose files change all at once, as the kubelet's do: the files lie in a folder with a time in its name, {@code ..data} is a
 * link to it, and each file's name a link through {@code ..data}. A change makes a new folder and moves the link.
 */
final class AtomicFolder {

    /**
     * One file.
     *
     * @param text its bytes, each as a character, so that they can be compared
     * @param mode such as 0644
     */
    record Content(String text, int mode) {
        Content(byte[] bytes, int mode) {
            this(new String(bytes, StandardCharsets.ISO_8859_1), mode);
        }

        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy_MM_dd_HH_mm_ss.SSSSSSSSS");

    private final Path folder;
    private Map<String, Content> before = Map.of();

    AtomicFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes these the volume's files; nothing happens when they are.
     *
     * @param files by path in the volume, which may have folders
     */
    void write(Map<String, Content> files) throws IOException {
        Path data = folder.resolve("..data");
        if (files.equals(before) && Files.exists(data)) {
            return;
        }
        Files.createDirectories(folder);
        Path fresh = Files.createDirectory(
                folder.resolve(".." + LocalDateTime.now(ZoneOffset.UTC).format(STAMP)));
        for (Map.Entry<String, Content> file : files.entrySet()) {
            Path to = fresh.resolve(file.getKey());
            Files.createDirectories(to.getParent());
            Files.write(to, file.getValue().bytes());
            Files.setPosixFilePermissions(to, permissions(file.getValue().mode));
        }
        Path old = Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : null;
        Path link = folder.resolve("..data_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, fresh.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Set<String> names =
                files.keySet().stream().map(name -> name.split("/", 2)[0]).collect(Collectors.toSet());
        for (String name : names) {
            if (!Files.isSymbolicLink(folder.resolve(name))) {
                Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
            }
        }
        removeOthers(names);
        if (old != null) {
            Folders.delete(old);
        }
        before = new HashMap<>(files);
    }

    private void removeOthers(Set<String> names) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path one : all.toList()) {
                String name = one.getFileName().toString();
                if (!name.startsWith("..") && !names.contains(name)) {
                    Files.delete(one);
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] order = PosixFilePermission.values();
        for (int bit = 0; bit < order.length; bit++) {
            if ((mode & (1 << (order.length - 1 - bit))) != 0) {
                all.add(order[bit]);
            }
        }
        return all;
    }
}
