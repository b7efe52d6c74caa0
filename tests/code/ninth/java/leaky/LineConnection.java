package com.orchidlabs.instrument;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A SCPI session with a bench instrument. Use it in try-with-resources:
 * <pre>try (LineConnection c = new LineConnection("dmm-4", 5025)) { ... }</pre>
 */
public class LineConnection implements Closeable {

    private final Socket socket;
    private final BufferedReader in;
    private final BufferedWriter out;
    private final String identity;

    public LineConnection(String host, int port) throws IOException {
        socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), 3000);
            socket.setSoTimeout(5000);
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        identity = query("*IDN?");
        if (identity.isEmpty() || identity.split(",").length < 4) {
            throw new IOException(host + " isn't a SCPI instrument: " + identity);
        }
    }

    public String identity() {
        return identity;
    }

    public final String query(String cmd) throws IOException {
        try {
            out.write(cmd);
            out.write('\n');
            out.flush();
            String line = in.readLine();
            if (line == null) throw new IOException("instrument closed the session");
            return line.trim();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public double measureVoltage() throws IOException {
        return Double.parseDouble(query("MEAS:VOLT:DC?"));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
