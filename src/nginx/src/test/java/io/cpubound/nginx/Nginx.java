package io.cpubound.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real {@code nginx -t}. */
final class Nginx {

    private Nginx() {}

    /** Fails with nginx's own words when it refuses the text. */
    static void accepts(Path folder, String text) throws IOException, InterruptedException {
        accepts(folder, text, "listen 127.20.255.1:8080;");
    }

    /** The same for traffic on other addresses. nginx -t binds them, so this machine must have them. */
    static void accepts(Path folder, String text, String listen) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("temp"));
        Files.writeString(folder.resolve("process.conf"), "");
        Files.writeString(folder.resolve("listen-traffic.conf"), listen);
        Files.writeString(folder.resolve("listen-status.conf"), "listen 127.20.255.1:8081;");
        Path file = Files.writeString(folder.resolve("nginx.conf"), text);
        Process nginx = new ProcessBuilder("nginx", "-e", "stderr", "-p", folder + "/", "-c", file.toString(), "-t")
                .redirectErrorStream(true)
                .start();
        String words = new String(nginx.getInputStream().readAllBytes());
        assertThat(nginx.waitFor()).as(words + text).isZero();
        assertThat(words).doesNotContain("[warn]");
    }
}
