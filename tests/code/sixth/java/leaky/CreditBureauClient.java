package com.example.loans.bureau;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Talks to the bureau's line protocol: one question, one answer. */
public class CreditBureauClient {
    private final InetSocketAddress bureau;

    public CreditBureauClient(String host, int port) {
        this.bureau = new InetSocketAddress(host, port);
    }

    public int score(String personId) throws IOException {
        Socket s = new Socket();
        try {
            s.setTcpNoDelay(true);
            s.setSoTimeout(8000);
            s.connect(bureau, 3000);
        } catch (IOException e) {
            s.close();
            throw e;
        }
        OutputStream out = s.getOutputStream();
        out.write(("SCORE " + personId + "\r\n").getBytes(StandardCharsets.US_ASCII));
        BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
        String line = in.readLine();
        if (line == null || !line.startsWith("200 ")) {
            throw new BureauException(personId, line);
        }
        int score = Integer.parseInt(line.substring(4).trim());
        s.close();
        return score;
    }

    public static class BureauException extends IOException {
        BureauException(String who, String line) {
            super("no score for " + who + ": " + line);
        }
    }
}
