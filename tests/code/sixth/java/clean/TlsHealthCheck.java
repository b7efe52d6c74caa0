package infra.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.*;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** How many days have our certificates left? */
public class TlsHealthCheck {
    private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();

    static long daysLeft(String host, int port) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setSoTimeout(5000);
            plain.connect(new InetSocketAddress(host, port), 3000);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
        // autoClose: the TLS socket closes the plain one
        SSLSocket s;
        try {
            s = (SSLSocket) TLS.createSocket(plain, host, port, true);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
        try (s) {
            SSLParameters p = s.getSSLParameters();
            p.setEndpointIdentificationAlgorithm("HTTPS");
            s.setSSLParameters(p);
            s.startHandshake();
            X509Certificate c = (X509Certificate) s.getSession().getPeerCertificates()[0];
            return Duration.between(Instant.now(), c.getNotAfter().toInstant()).toDays();
        }
    }

    public static void main(String[] hosts) throws InterruptedException {
        ExecutorService ex = Executors.newFixedThreadPool(8);
        List<Callable<String>> jobs = new ArrayList<>();
        for (String h : hosts) {
            jobs.add(() -> {
                try {
                    return h + "\t" + daysLeft(h, 443);
                } catch (IOException e) {
                    return h + "\t" + e.getMessage();
                }
            });
        }
        for (Future<String> f : ex.invokeAll(jobs)) {
            try {
                System.out.println(f.get());
            } catch (ExecutionException e) {
                System.err.println(e.getCause());
            }
        }
        ex.shutdown();
    }
}
