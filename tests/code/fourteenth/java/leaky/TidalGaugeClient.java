package no.havn.tide;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;

/** Asks the quay gauges (GSM modems, bad links) for the current level. */
public class TidalGaugeClient {

    private final int port;

    public TidalGaugeClient(int port) {
        this.port = port;
    }

    public double level(String gauge) throws IOException {
        try (Socket s = new Socket()) {
            s.connect(new InetSocketAddress(gauge, port), 10_000);
            s.setSoTimeout(0);
            Writer w = new OutputStreamWriter(s.getOutputStream(), StandardCharsets.US_ASCII);
            w.write("LEVEL?\r\n");
            w.flush();
            BufferedReader r = new BufferedReader(
                    new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            String answer = r.readLine();
            if (answer == null) {
                throw new EOFException("gauge " + gauge + " hung up");
            }
            if (!answer.startsWith("LEVEL ")) {
                throw new IOException("unexpected answer from " + gauge + ": " + answer);
            }
            return Double.parseDouble(answer.substring(6).trim());
        }
    }
}
