package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.Recordings;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real algorithm: {@code src/test/oracle}, as a process that answers one write at a time. */
final class ApplyOracle implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
    private final boolean current;

    private ApplyOracle(Path program) throws IOException {
        process = new ProcessBuilder(program.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = process.outputWriter();
        out = process.inputReader();
        current = takesTheAppliedOrder();
    }

    /** Why there is none here. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    /**
     * The program that {@code -Dapply.oracle} names, or built with what Debian has.
     *
     * @throws MissingException when that is not installed
     */
    static ApplyOracle start() throws IOException, InterruptedException, MissingException {
        String named = System.getProperty("apply.oracle", "");
        return new ApplyOracle(named.isEmpty() ? build() : Path.of(named));
    }

    private static Path build() throws IOException, InterruptedException, MissingException {
        Path program = Path.of("target", "apply-oracle", "oracle").toAbsolutePath();
        Files.createDirectories(program.getParent());
        Process build = new ProcessBuilder("sh", "src/test/oracle/build.sh", program.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int code = build.waitFor();
        if (code == 3) {
            throw new MissingException(said.strip());
        }
        if (code != 0) {
            throw new IOException("the oracle does not build: " + said);
        }
        return program;
    }

    /**
     * Whether it merges as servers of 1.36 do. Debian's 4.1.2 differs: a merged list keeps the live order; a container
     * that loses all it had becomes null; an apply that changes only fields it cannot own changes nothing; of a
     * list that loses all items somebody owns it keeps the others (1.36 drops the list, as was tried on a server); items that
     * occur twice, or have only some of their keys, are errors; the paths of conflicts are mixed up. To compare exactly,
     * build oracle.go with version 6.3 and name it by {@code -Dapply.oracle}.
     */
    boolean current() {
        return current;
    }

    private boolean takesTheAppliedOrder() throws IOException {
        FuzzType type = new FuzzType.StructOf(
                java.util.Map.of("s", new FuzzType.SetOf(new FuzzType.Scalar("string"))), java.util.Map.of());
        schema(type);
        JsonNode answer = ask(Recordings.object("{'writer':{'manager':'m','operation':'Apply','apiVersion':'v1'},"
                + "'live':{'s':['a','b']},'object':{'s':['b','a']},"
                + "'managed':[{'manager':'n','operation':'Apply','apiVersion':'v1','fieldsV1':{'f:x':{}}}]}"));
        return answer.at("/object/s/0").asText().equals("b");
    }

    void schema(FuzzType type) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        request.set("schema", type.document());
        JsonNode answer = ask(request);
        if (answer.has("error")) {
            throw new IOException(answer.path("error").asText());
        }
    }

    JsonNode ask(ObjectNode request) throws IOException {
        in.write(JSON.writeValueAsString(request));
        in.newLine();
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the oracle has ended; it was asked " + request);
        }
        return JSON.readTree(line);
    }

    @Override
    public void close() throws IOException {
        in.close();
        process.destroy();
    }
}
