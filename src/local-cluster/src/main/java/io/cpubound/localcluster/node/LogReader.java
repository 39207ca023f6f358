package io.cpubound.localcluster.node;

import io.cpubound.localcluster.api.LogSource.Request;
import io.cpubound.localcluster.api.LogSource.Sink;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Gives a log out, and goes on with what is added when the reader follows it. */
final class LogReader {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Pool pool;

    LogReader(Pool pool) {
        this.pool = pool;
    }

    /** Starts; the result ends it. */
    Runnable read(Request request, Path file, ContainerLogs logs, Sink sink) {
        Reading reading = new Reading(request, file, logs, sink);
        pool.execute(reading);
        return () -> reading.left = true;
    }

    private final class Reading implements Runnable {

        private final Request request;
        private final Path file;
        private final ContainerLogs logs;
        private final Sink sink;
        private long at;
        private long bytesLeft;
        private boolean first = true;
        private volatile boolean left;

        Reading(Request request, Path file, ContainerLogs logs, Sink sink) {
            this.request = request;
            this.file = file;
            this.logs = logs;
            this.sink = sink;
            this.bytesLeft = request.limitBytes().orElse(Long.MAX_VALUE);
        }

        @Override
        public void run() {
            if (left) {
                return;
            }
            try {
                // In this order: what was written before it was complete is read.
                boolean complete = !request.follow() || logs.isComplete(request.container(), file);
                List<String> lines = newLines();
                if (first) {
                    first = false;
                    int tail = request.tailLines().orElse(Integer.MAX_VALUE);
                    lines = lines.subList(Math.max(0, lines.size() - tail), lines.size());
                }
                give(lines);
                if (complete || bytesLeft == 0) {
                    sink.end();
                } else {
                    pool.after(LOOK, this);
                }
            } catch (IOException e) {
                sink.end();
            }
        }

        private List<String> newLines() throws IOException {
            List<String> lines = new ArrayList<>();
            if (!Files.exists(file)) {
                return lines;
            }
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                byte[] bytes = new byte[(int) Math.min(in.length() - at, Integer.MAX_VALUE / 2)];
                in.seek(at);
                in.readFully(bytes);
                int begin = 0;
                for (int i = 0; i < bytes.length; i++) {
                    if (bytes[i] == '\n') {
                        lines.add(new String(bytes, begin, i - begin, StandardCharsets.ISO_8859_1));
                        begin = i + 1;
                    }
                }
                at += begin;
            }
            Instant since = request.sinceSeconds()
                    .map(seconds -> Instant.now().minusSeconds(seconds))
                    .orElse(Instant.MIN);
            lines.removeIf(
                    line -> Instant.parse(line.substring(0, line.indexOf(' '))).isBefore(since));
            return lines;
        }

        private void give(List<String> lines) {
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                String[] parts = line.split(" ", 4);
                if (request.timestamps()) {
                    text.append(parts[0]).append(' ');
                }
                text.append(parts[3]);
                if (parts[2].equals("F")) {
                    text.append('\n');
                }
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            int size = (int) Math.min(bytes.length, bytesLeft);
            bytesLeft -= size;
            if (size > 0 && !left) {
                sink.bytes(size == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, size));
            }
        }
    }
}
