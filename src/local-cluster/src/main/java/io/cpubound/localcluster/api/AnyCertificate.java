package io.cpubound.localcluster.api;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Lets any client shake hands, as the real server does: what its certificate is worth says {@link Who}, with a 401. */
final class AnyCertificate implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
