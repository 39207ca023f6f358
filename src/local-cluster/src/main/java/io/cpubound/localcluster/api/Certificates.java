package io.cpubound.localcluster.api;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.wildfly.security.x500.GeneralName;
import org.wildfly.security.x500.X500;
import org.wildfly.security.x500.X500AttributeTypeAndValue;
import org.wildfly.security.x500.X500PrincipalBuilder;
import org.wildfly.security.x500.cert.BasicConstraintsExtension;
import org.wildfly.security.x500.cert.SubjectAlternativeNamesExtension;
import org.wildfly.security.x500.cert.X509CertificateBuilder;

/**
 * A CA and a server certificate for this machine's loopback, made anew at every start.
 *
 * @param ca PEM
 * @param server the server's own
 * @param authority the CA's keys
 */
record Certificates(String ca, OwnCertificate server, KeyPair authority) {

    /**
     * A certificate and its key.
     *
     * @param certificate PEM
     * @param key PEM, PKCS#8
     */
    record Pair(String certificate, String key) {}

    private static final X500Principal ISSUER = new X500Principal("CN=cpubound-local-cluster");
    private static final int ANY_LENGTH = -1;

    static Certificates create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair authority = generator.generateKeyPair();
            KeyPair server = generator.generateKeyPair();
            X509Certificate ca = of(ISSUER, authority, authority)
                    .addExtension(new BasicConstraintsExtension(true, true, ANY_LENGTH))
                    .build();
            X509Certificate leaf = of(new X500Principal("CN=kube-apiserver"), server, authority)
                    .addExtension(new SubjectAlternativeNamesExtension(
                            false,
                            List.of(
                                    new GeneralName.IPAddress("127.0.0.1"),
                                    new GeneralName.DNSName("localhost"),
                                    new GeneralName.DNSName("kubernetes.default.svc"))))
                    .build();
            return new Certificates(pem(ca), new OwnCertificate(leaf, server.getPrivate()), authority);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate for the API server", e);
        }
    }

    /** A certificate that says to this server who its holder is. */
    Pair client(String user, List<String> groups) {
        X500PrincipalBuilder name = new X500PrincipalBuilder();
        groups.forEach(
                group -> name.addItem(X500AttributeTypeAndValue.createUtf8(X500.OID_AT_ORGANIZATION_NAME, group)));
        name.addItem(X500AttributeTypeAndValue.createUtf8(X500.OID_AT_COMMON_NAME, user));
        try {
            // The Kubernetes client for Java reads no other kind of key without being told its kind.
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair keys = generator.generateKeyPair();
            return new Pair(pem(of(name.build(), keys, authority).build()), pem(keys.getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate for " + user, e);
        }
    }

    private static X509CertificateBuilder of(X500Principal subject, KeyPair keys, KeyPair authority) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        return new X509CertificateBuilder()
                .setIssuerDn(ISSUER)
                .setSubjectDn(subject)
                .setPublicKey(keys.getPublic())
                .setSigningKey(authority.getPrivate())
                .setSignatureAlgorithmName("SHA256withECDSA")
                .setSerialNumber(new BigInteger(96, new SecureRandom()))
                .setNotValidBefore(now.minusHours(1))
                .setNotValidAfter(now.plusDays(3650));
    }

    private static String pem(X509Certificate certificate) throws CertificateException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String what, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
