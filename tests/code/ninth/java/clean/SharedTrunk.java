package voip.trunk;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;

/** A trunk connection is shared by the calls on it; the last one to hang up closes it. */
final class SharedTrunk implements Closeable {

    private static final Map<String, SharedTrunk> TRUNKS = new HashMap<>();

    private final String key;
    private final Socket socket;
    private int users = 1;

    private SharedTrunk(String key, Socket socket) {
        this.key = key;
        this.socket = socket;
    }

    static SharedTrunk acquire(String host, int port) throws IOException {
        String key = host + ':' + port;
        synchronized (TRUNKS) {
            SharedTrunk t = TRUNKS.get(key);
            if (t != null) {
                t.users++;
                return t;
            }
            Socket s = new Socket();
            try {
                s.connect(new java.net.InetSocketAddress(host, port), 1500);
                tune(s);
            } catch (IOException e) {
                s.close();
                throw e;
            }
            t = new SharedTrunk(key, s);
            TRUNKS.put(key, t);
            return t;
        }
    }

    private static void tune(Socket s) throws SocketException {
        s.setTcpNoDelay(true);
        s.setKeepAlive(true);
        s.setTrafficClass(0xb8);
    }

    void signal(byte[] message) throws IOException {
        OutputStream out = socket.getOutputStream();
        try {
            synchronized (this) {
                out.write(message);
            }
        } catch (IOException e) {
            synchronized (TRUNKS) {
                TRUNKS.remove(key, this);       // the next call gets a new one
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (TRUNKS) {
            if (--users > 0) {
                return;
            }
            TRUNKS.remove(key, this);
        }
        socket.close();
    }

    static void ring(String host, byte[] invite) throws IOException {
        try (SharedTrunk t = acquire(host, 5061)) {
            t.signal(invite);
        }
    }
}
