package io.cpubound.e2e.sh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An nginx that proxy.sh cannot run is told before the tests fail for it. */
class NeedNginxTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx version: nginx/1.22.0",
                "nginx version: nginx/1.22.1 (Debian)",
                "nginx version: nginx/1.29.7",
                "nginx version: openresty/1.25.3.1",
                "nginx version: nginx/2.0.0"
            })
    void newEnough(String version) throws Exception {
        assertThat(check(version)).isEqualTo(new Script(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx version: nginx/1.18.0 (Ubuntu)", "nginx version: nginx/1.21.6"})
    void tooOld(String version) throws Exception {
        Script check = check(version);

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.words())
                .contains("/nginx is nginx 1.", "1.22 or newer is needed", "nginx.org/en/linux_packages.html");
    }

    @Test
    void anNginxThatDoesNotSayItsVersion() throws Exception {
        Script check = check("who knows");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.words()).contains("of an unknown version");
    }

    private Script check(String version) throws Exception {
        Path nginx = Files.writeString(folder.resolve("nginx"), "#!/bin/sh\necho '" + version + "' >&2\n");
        assertThat(nginx.toFile().setExecutable(true)).isTrue();
        return Script.run(folder, Map.of("PATH", folder + ":/usr/bin:/bin"), "need-nginx.sh");
    }
}
