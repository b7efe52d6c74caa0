package tools.pki;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Warns about certificates that run out within three weeks. */
public class CertificateInspector {

    private final SSLSocketFactory factory;

    public CertificateInspector(SSLSocketFactory factory) {
        this.factory = factory;
    }

    private SSLSocket dial(String host, int port) throws IOException {
        Socket raw = new Socket();
        try {
            raw.connect(new InetSocketAddress(host, port), 3000);
            raw.setSoTimeout(5000);
            SSLSocket s = (SSLSocket) factory.createSocket(raw, host, port, true);
            s.startHandshake();
            return s;
        } catch (IOException | RuntimeException e) {
            try {
                raw.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    long daysLeft(String host, int port) throws IOException {
        try (SSLSocket s = dial(host, port)) {
            Certificate leaf = s.getSession().getPeerCertificates()[0];
            Instant end = ((X509Certificate) leaf).getNotAfter().toInstant();
            return ChronoUnit.DAYS.between(Instant.now(), end);
        }
    }

    public int report(List<String> hosts) {
        int soon = 0;
        for (String h : hosts) {
            try {
                long d = daysLeft(h, 443);
                if (d < 21) {
                    soon++;
                    System.out.println(h + "\t" + d + " days");
                }
            } catch (IOException e) {
                System.out.println(h + "\tunreachable: " + e.getMessage());
            }
        }
        return soon;
    }
}
