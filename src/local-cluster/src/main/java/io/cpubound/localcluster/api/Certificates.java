package io.cpubound.localcluster.api;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A CA and a server certificate for this machine's loopback, made anew at every start.
 *
 * @param ca PEM
 * @param server the server's own
 * @param authority the CA's keys
 */
record Certificates(String ca, Pair server, KeyPair authority) {

    /**
     * A certificate and its key.
     *
     * @param certificate PEM
     * @param key PEM, PKCS#8
     */
    record Pair(String certificate, String key) {}

    private static final X500Name ISSUER = new X500Name("CN=cpubound-local-cluster");

    static Certificates create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair authority = generator.generateKeyPair();
            KeyPair server = generator.generateKeyPair();
            X509v3CertificateBuilder ca = builder(ISSUER, authority)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            X509v3CertificateBuilder leaf = builder(new X500Name("CN=kube-apiserver"), server)
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.dNSName, "kubernetes.default.svc")
                    }));
            return new Certificates(
                    pem(signed(ca, authority)),
                    pair(leaf, pem(new JcaPKCS8Generator(server.getPrivate(), null)), authority),
                    authority);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate for the API server", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A certificate that says to this server who its holder is. */
    Pair client(String user, List<String> groups) {
        X500NameBuilder name = new X500NameBuilder();
        groups.forEach(group -> name.addRDN(BCStyle.O, group));
        try {
            // The Kubernetes client for Java reads no other kind of key without being told its kind.
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair keys = generator.generateKeyPair();
            return pair(
                    builder(name.addRDN(BCStyle.CN, user).build(), keys),
                    pem(new JcaPKCS8Generator(keys.getPrivate(), null)),
                    authority);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate for " + user, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pair pair(X509v3CertificateBuilder builder, String key, KeyPair authority)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        return new Pair(pem(signed(builder, authority)), key);
    }

    private static X509v3CertificateBuilder builder(X500Name subject, KeyPair keys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                ISSUER,
                new BigInteger(96, new SecureRandom()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(3650))),
                subject,
                keys.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair authority)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(object);
        }
        return text.toString();
    }
}
