package io.cpubound.localcluster.node;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One GET on a connection of its own, which costs less than a client does: probes come every second from every pod. */
record HttpGet(boolean tls, String host, int port, String path, Map<String, String> headers) {

    /** As much of a body as is of interest. */
    private static final int BODY = 10 * 1024;

    private static final int OK = 200;
    private static final int BAD = 400;

    /** What came back; the body is cut at 10 KiB. */
    record Response(int status, String body) {

        boolean good() {
            return status >= OK && status < BAD;
        }
    }

    /** As messages name it. */
    String url() {
        return (tls ? "https" : "http") + "://" + host + ":" + port + path;
    }

    /**
     * Sends it.
     *
     * @param timeout for all of it
     * @throws IOException with the words of the kubelet
     */
    Response send(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), left(deadline));
            plain.setSoTimeout(left(deadline));
            Socket socket = tls ? wrapped(plain) : plain;
            socket.getOutputStream().write(request().getBytes(StandardCharsets.ISO_8859_1));
            return answer(socket, deadline);
        } catch (SocketTimeoutException e) {
            throw failed("context deadline exceeded (Client.Timeout exceeded while awaiting headers)", e);
        } catch (ConnectException e) {
            throw failed("dial tcp " + host + ":" + port + ": connect: connection refused", e);
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    private IOException failed(String why, IOException cause) {
        return new IOException("Get \"" + url() + "\": " + why, cause);
    }

    private static int left(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private String request() {
        StringBuilder text = new StringBuilder("GET " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1\r\n");
        if (headers.keySet().stream().noneMatch("Host"::equalsIgnoreCase)) {
            text.append("Host: ").append(host).append(':').append(port).append("\r\n");
        }
        if (headers.keySet().stream().noneMatch("User-Agent"::equalsIgnoreCase)) {
            text.append("User-Agent: kube-probe/1.36\r\n");
        }
        if (headers.keySet().stream().noneMatch("Accept"::equalsIgnoreCase)) {
            text.append("Accept: */*\r\n");
        }
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("Connection: close\r\n\r\n").toString();
    }

    private static Response answer(Socket socket, long deadline) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String first = line(in, socket, deadline);
        String[] words = first.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/")) {
            throw new IOException(
                    "net/http: HTTP/1.x transport connection broken: malformed HTTP response \"" + first + "\"");
        }
        int status = Integer.parseInt(words[1]);
        String header = first;
        while (!header.isEmpty()) {
            // Headers are of no interest: with "Connection: close" the body ends with the stream.
            header = line(in, socket, deadline);
        }
        byte[] body = new byte[BODY];
        int size = 0;
        try {
            int read = 0;
            while (read >= 0 && size < BODY) {
                socket.setSoTimeout(left(deadline));
                read = in.read(body, size, BODY - size);
                size += Math.max(read, 0);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "context deadline exceeded (Client.Timeout or context cancellation while reading body)", e);
        }
        return new Response(status, new String(body, 0, size, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in, Socket socket, long deadline) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (in.available() == 0) {
                socket.setSoTimeout(left(deadline));
            }
            int next = in.read();
            if (next == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            } else if (next < 0) {
                throw new IOException("EOF");
            }
            line.write(next);
        }
    }

    /** A kubelet does not look at the certificate either. */
    private Socket wrapped(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
