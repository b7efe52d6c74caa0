package pos.gateway;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the sessions to the last used payment terminals open, since their handshake takes two seconds. */
public class TerminalCache {

    private static final int MAX = 200;
    private final int port;

    private final Map<String, Socket> open = new LinkedHashMap<String, Socket>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Socket> e) {
            return size() > MAX;
        }
    };

    public TerminalCache(int port) {
        this.port = port;
    }

    public synchronized byte[] exchange(String host, byte[] apdu) throws IOException {
        Socket s = open.get(host);
        if (s == null) {
            s = dial(host);
            open.put(host, s);
        }
        try {
            byte[] frame = new byte[apdu.length + 2];
            frame[0] = (byte) (apdu.length >> 8);
            frame[1] = (byte) apdu.length;
            System.arraycopy(apdu, 0, frame, 2, apdu.length);
            s.getOutputStream().write(frame);
            DataInputStream in = new DataInputStream(s.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
        } catch (IOException e) {
            open.remove(host);
            s.close();
            throw e;
        }
    }

    private Socket dial(String host) throws IOException {
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(host, port), 4000);
            s.setSoTimeout(30_000);
            s.setKeepAlive(true);
            s.setTcpNoDelay(true);
            new DataOutputStream(s.getOutputStream()).writeLong(0x504F532D48454C4FL);
            if (s.getInputStream().read() != 1) throw new IOException("terminal refused the session");
            return s;
        } catch (IOException e) {
            s.close();
            throw e;
        }
    }

    public synchronized void shutdown() {
        for (Socket s : open.values()) {
            try { s.close(); } catch (IOException ignored) { }
        }
        open.clear();
    }
}
