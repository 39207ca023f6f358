package io.cpubound.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a cluster's admin applies before the operator runs: the CRD, and the operator's ServiceAccount with its role. */
public final class InstalledOperator {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final List<String> FILES =
            List.of("crds/cpuboundapps.cpubound.io.yaml", "deploy/namespace.yaml", "deploy/rbac.yaml");
    private static final String NAMESPACE = "cpubound-system";
    private static final String ACCOUNT = "cpubound-operator";

    private final KubernetesClient admin;

    private InstalledOperator(KubernetesClient admin) {
        this.admin = admin;
    }

    /** Applies the files as they are; where they are applied already, nothing changes. */
    public static InstalledOperator on(KubernetesClient admin) {
        for (HasMetadata object : objects(admin)) {
            admin.resource(object)
                    .fieldManager("cpubound-tests")
                    .forceConflicts()
                    .serverSideApply();
            if (object instanceof CustomResourceDefinition crd) {
                admin.resource(crd).waitUntilCondition(InstalledOperator::isEstablished, 30, TimeUnit.SECONDS);
            }
        }
        return new InstalledOperator(admin);
    }

    /** Of the operator's ServiceAccount: with it goes what {@code deploy/rbac.yaml} grants, and no more. */
    private String token() {
        return admin.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(ACCOUNT)
                .tokenRequest(new TokenRequest())
                .getStatus()
                .getToken();
    }

    /** Of a client like the operator's own ({@code application.properties}), with the operator's rights. */
    public Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(admin.getConfiguration().getMasterUrl())
                .withCaCertData(admin.getConfiguration().getCaCertData())
                .withCaCertFile(admin.getConfiguration().getCaCertFile())
                .withOauthToken(token())
                .withRequestRetryBackoffLimit(1)
                .withRequestTimeout(10_000)
                .build();
    }

    /** The text of a kubeconfig for the operator, to a server at this address. */
    public String kubeconfig(String url) {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: tested, cluster: {server: "%s"}}]
                users: [{name: operator, user: {token: "%s"}}]
                contexts: [{name: tested, context: {cluster: tested, user: operator}}]
                current-context: tested
                """
                .formatted(url, token());
    }

    private static List<HasMetadata> objects(KubernetesClient admin) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream text = Files.newInputStream(ROOT.resolve(file))) {
                objects.addAll(admin.load(text).items());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
        return objects;
    }

    private static boolean isEstablished(CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }
}
