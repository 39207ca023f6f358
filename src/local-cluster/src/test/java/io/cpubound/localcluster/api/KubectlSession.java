package io.cpubound.localcluster.api;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A shell in which {@code kubectl} is one of a certain version and its namespace one that was just made. */
final class KubectlSession implements AutoCloseable {

    private final Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "C", "TZ", "UTC"));
    private final Path link;
    private final String shown;
    private final String namespace;

    /**
     * @param folder that is its own
     * @param name the namespace is called so, with the version behind it, and in what is printed {@code name} stands for it
     */
    KubectlSession(Kubectl kubectl, Path kubeconfig, Path folder, String name)
            throws IOException, InterruptedException {
        shown = name;
        namespace = name + "-" + kubectl.minor();
        link = Files.createSymbolicLink(folder.resolve("kubectl"), kubectl.program());
        environment.put("PATH", folder + File.pathSeparator + System.getenv("PATH"));
        environment.put(
                "HOME", folder.toString()); // a cache of what another cluster or version found would be believed
        environment.put("NAMESPACE", namespace);
        environment.put("PROJECT", System.getProperty("project.root", ""));
        environment.put("KUBECONFIG", kubeconfig.toString());
        Path own = folder.resolve("kubeconfig");
        Files.writeString(own, run("kubectl config view --raw --minify --flatten"));
        environment.put("KUBECONFIG", own.toString());
        run("kubectl create namespace " + namespace);
        run("kubectl config set-context --current --namespace=" + namespace);
        run("until kubectl get sa/default cm/kube-root-ca.crt; do :; done");
    }

    private String run(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().putAll(environment);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** What its commands answer, with files of that folder. */
    List<String> answers(Transcript transcript, Path files) throws IOException, InterruptedException {
        return transcript.run(files, environment).stream()
                .map(answer -> answer.replace(namespace, shown))
                .toList();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("kubectl delete namespace --wait=false " + namespace);
        Files.delete(link); // JUnit warns of links that lead out of its folder
    }
}
