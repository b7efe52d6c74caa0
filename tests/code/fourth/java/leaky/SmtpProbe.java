package net.example.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;

public class SmtpProbe {
    private final int timeoutMs;

    public SmtpProbe(int timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    public Status check(String host, int port) {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(timeoutMs);
            socket.connect(new InetSocketAddress(host, port), timeoutMs);
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), "US-ASCII"));
            String greeting = in.readLine();
            if (greeting == null || !greeting.startsWith("220")) {
                return Status.DEGRADED;
            }
            socket.getOutputStream().write("QUIT\r\n".getBytes("US-ASCII"));
            in.readLine();
            socket.close();
            return Status.UP;
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException ignored) {
            }
            return Status.DOWN;
        }
    }

    public enum Status { UP, DEGRADED, DOWN }
}
