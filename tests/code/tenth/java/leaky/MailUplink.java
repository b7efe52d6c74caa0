package net.postamt.uplink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens an authenticated SMTP session on the provider's submission port. */
public final class MailUplink implements AutoCloseable {

    private final SSLSocket tls;
    private final BufferedReader in;
    private final OutputStream out;

    private MailUplink(SSLSocket tls) throws IOException {
        this.tls = tls;
        this.in = new BufferedReader(new InputStreamReader(tls.getInputStream(), StandardCharsets.US_ASCII));
        this.out = tls.getOutputStream();
    }

    public static MailUplink open(String host, SSLSocketFactory factory) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, 587), 8_000);
            plain.setSoTimeout(60_000);
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            BufferedReader r = new BufferedReader(
                    new InputStreamReader(plain.getInputStream(), StandardCharsets.US_ASCII));
            expect(r, "220");
            say(plain.getOutputStream(), "EHLO uplink");
            expect(r, "250");
            say(plain.getOutputStream(), "STARTTLS");
            expect(r, "220");
        } catch (IOException e) {
            plain.close();
            throw e;
        }

        SSLSocket tls = (SSLSocket) factory.createSocket(plain, host, 587, true);
        SSLParameters p = tls.getSSLParameters();
        p.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(p);
        tls.startHandshake();
        return new MailUplink(tls);
    }

    public void command(String line, String code) throws IOException {
        say(out, line);
        expect(in, code);
    }

    private static void say(OutputStream o, String line) throws IOException {
        o.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        o.flush();
    }

    private static void expect(BufferedReader r, String code) throws IOException {
        String line;
        do {
            line = r.readLine();
            if (line == null) {
                throw new IOException("server hung up");
            }
        } while (line.length() > 3 && line.charAt(3) == '-');
        if (!line.startsWith(code)) {
            throw new IOException("wanted " + code + ", got: " + line);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            command("QUIT", "221");
        } finally {
            tls.close();
        }
    }
}
