package de.waagenbau.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Verbindung zur Fahrzeugwaage. Aufrufer schliesst den gelieferten Socket. */
public final class ScaleConnector {

    private final String host;
    private final int port;

    public ScaleConnector(String host, int port) {
        this.host = host;
        this.port = port;
    }

    public Socket connect() throws IOException {
        Socket s = new Socket();
        String banner;
        try {
            s.connect(new InetSocketAddress(host, port), 3000);
            s.setSoTimeout(5000);
            s.setTcpNoDelay(true);
            banner = new BufferedReader(
                    new InputStreamReader(s.getInputStream(), StandardCharsets.ISO_8859_1)).readLine();
        } catch (IOException e) {
            s.close();
            throw e;
        }
        if (banner == null || !banner.startsWith("WAAGE/2")) {
            throw new ProtocolException("unerwartete Kennung: " + banner);
        }
        return s;
    }

    public Socket connectWithRetry(int tries) throws IOException {
        IOException last = null;
        for (int i = 0; i < tries; i++) {
            try {
                return connect();
            } catch (IOException e) {
                last = e;
            }
        }
        throw last == null ? new IOException("keine Versuche") : last;
    }
}
