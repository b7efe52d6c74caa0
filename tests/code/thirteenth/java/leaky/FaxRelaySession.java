package org.clinicnet.fax;

import java.io.*;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Dialogue with the HylaFAX style relay in the basement. */
public class FaxRelaySession implements Closeable {

    private final Socket sock;
    private final BufferedReader in;
    private final Writer out;

    public FaxRelaySession(String host, int port, String user, String pass) throws IOException {
        sock = new Socket();
        try {
            sock.setTcpNoDelay(true);
            sock.connect(new InetSocketAddress(host, port), 4000);
            sock.setSoTimeout(15000);
            in = new BufferedReader(new InputStreamReader(sock.getInputStream(), StandardCharsets.US_ASCII));
            out = new BufferedWriter(new OutputStreamWriter(sock.getOutputStream(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            sock.close();
            throw e;
        }
        expect("220");
        command("USER " + user, "331");
        command("PASS " + pass, "230");
    }

    private void command(String line, String code) throws IOException {
        out.write(line);
        out.write("\r\n");
        out.flush();
        expect(code);
    }

    private void expect(String code) throws IOException {
        String answer = in.readLine();
        if (answer == null || !answer.startsWith(code)) {
            throw new ProtocolMismatch("wanted " + code + ", relay answered " + answer);
        }
    }

    public void submit(String number, String docId) throws IOException {
        command("JPARM DIALSTRING " + number, "213");
        command("JPARM DOCUMENT " + docId, "200");
        command("JSUBM", "200");
    }

    @Override
    public void close() throws IOException {
        sock.close();
    }

    public static class ProtocolMismatch extends IOException {
        public ProtocolMismatch(String m) { super(m); }
    }
}
