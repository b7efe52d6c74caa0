package com.postwerk.deliverability;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.logging.Logger;

/**
 * Looks at a customer's MX before we route a campaign through it: which extensions, what max size.
 * Runs every ten minutes for roughly 4k hosts from the scheduler.
 */
public final class RelayProbe {
    private static final Logger LOG = Logger.getLogger("relay.probe");
    private static final int CONNECT_MS = 8_000;
    private static final int READ_MS = 20_000;

    public record Capabilities(boolean startTls, boolean pipelining, long maxSize) {
        static final Capabilities UNKNOWN = new Capabilities(false, false, -1);
    }

    private final String heloName;

    public RelayProbe(String heloName) {
        this.heloName = heloName;
    }

    public Capabilities examine(String host, int port) throws IOException {
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(host, port), CONNECT_MS);
            s.setSoTimeout(READ_MS);
            s.setTcpNoDelay(true);
        } catch (IOException e) {
            s.close();
            throw e;
        }

        BufferedReader in;
        Writer out;
        List<String> reply;
        try {
            in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            out = new BufferedWriter(new OutputStreamWriter(s.getOutputStream(), StandardCharsets.US_ASCII));
            reply = readReply(in);
        } catch (IOException e) {
            s.close();
            throw e;
        }
        if (!reply.get(0).startsWith("220")) {
            LOG.info(() -> host + " greets with " + reply.get(0) + ", skipping until next round");
            return Capabilities.UNKNOWN;
        }

        try {
            out.write("EHLO " + heloName + "\r\n");
            out.flush();
            Capabilities c = parse(readReply(in));
            out.write("QUIT\r\n");
            out.flush();
            readReply(in);
            return c;
        } finally {
            s.close();
        }
    }

    private static List<String> readReply(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = in.readLine();
            if (line == null || line.length() < 3) throw new EOFException("short reply");
            lines.add(line);
        } while (line.length() > 3 && line.charAt(3) == '-');
        return lines;
    }

    private static Capabilities parse(List<String> lines) {
        boolean tls = false, pipe = false;
        long max = -1;
        for (String l : lines) {
            String ext = l.length() > 4 ? l.substring(4).toUpperCase(Locale.ROOT) : "";
            if (ext.equals("STARTTLS")) tls = true;
            else if (ext.equals("PIPELINING")) pipe = true;
            else if (ext.startsWith("SIZE ")) max = Long.parseLong(ext.substring(5).trim());
        }
        return new Capabilities(tls, pipe, max);
    }
}
