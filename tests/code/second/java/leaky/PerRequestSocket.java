package net.example.quotes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

public class PerRequestSocket {
    private final String host;
    private final int port;

    public PerRequestSocket(String host, int port) {
        this.host = host;
        this.port = port;
    }

    public List<String> quotes(List<String> symbols) throws IOException {
        List<String> out = new ArrayList<>();
        for (String s : symbols) {
            out.add(quote(s));
        }
        return out;
    }

    public String quote(String symbol) throws IOException {
        try (Socket s = new Socket(host, port)) {
            s.setSoTimeout(2000);
            OutputStream o = s.getOutputStream();
            o.write(("Q " + symbol + "\n").getBytes(StandardCharsets.US_ASCII));
            o.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            return in.readLine();
        }
    }
}
