package net.example.probe;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;

public final class SmtpProbeOk {
    public enum Status { UP, DEGRADED, DOWN }

    public Status check(String host, int port, int timeoutMs) {
        try (Socket s = new Socket()) {
            s.setSoTimeout(timeoutMs);
            s.connect(new InetSocketAddress(host, port), timeoutMs);
            BufferedReader in = new BufferedReader(
                new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            if (line == null) {
                return Status.DOWN;
            }
            if (!line.startsWith("220")) {
                return Status.DEGRADED;
            }
            s.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            while (in.readLine() != null) {
                // until the server has closed
            }
            return Status.UP;
        } catch (IOException e) {
            return Status.DOWN;
        }
    }
}
