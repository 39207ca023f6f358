package io.cpubound.localcluster.node;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/** A container's log as runtimes write it: {@code <time> stdout F <line>}; of lines over 16 KiB the parts but the last have P for F. */
final class LogFile {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private static final int TAIL_LINES = 80;
    private static final int TAIL_BYTES = 2048;

    private LogFile() {}

    /** The last 80 lines, or 2048 bytes of them, without their times. */
    static String tail(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        StringBuilder text = new StringBuilder();
        for (String line : lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())) {
            String[] parts = line.split(" ", 4);
            text.append(parts[parts.length - 1]).append('\n');
        }
        String all = new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return all.substring(Math.max(0, all.length() - TAIL_BYTES));
    }

    /** Writes what comes until it ends; blocks. */
    static void pump(InputStream from, Path file) throws IOException {
        try (from;
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] part = new byte[LONGEST_LINE];
            int read = from.read(part);
            while (read >= 0) {
                for (int i = 0; i < read; i++) {
                    if (part[i] == '\n') {
                        write(line, 'F', out);
                    } else {
                        line.write(part[i]);
                        if (line.size() == LONGEST_LINE) {
                            write(line, 'P', out);
                        }
                    }
                }
                out.flush();
                read = from.read(part);
            }
            if (line.size() > 0) {
                write(line, 'F', out);
            }
        }
    }

    private static void write(ByteArrayOutputStream line, char tag, OutputStream out) throws IOException {
        out.write((TIME.format(Instant.now()) + " stdout " + tag + " ").getBytes(StandardCharsets.US_ASCII));
        line.writeTo(out);
        out.write('\n');
        line.reset();
    }
}
