package testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** JUnit support: answers lines by a script. {@code try (var peer = new ScriptedPeer(Map.of("PING", "PONG")))} */
public class ScriptedPeer implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, String> script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public ScriptedPeer(Map<String, String> script) {
        this.script = script;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread t = new Thread(this::acceptLoop, "scripted-peer");
        t.setDaemon(true);
        t.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    private void acceptLoop() {
        try {
            for (;;) {
                Socket s = server.accept();
                open.add(s);
                Thread t = new Thread(() -> converse(s));
                t.setDaemon(true);
                t.start();
            }
        } catch (IOException closed) {
            hangUpAll();
        }
    }

    private void converse(Socket s) {
        try (s; var in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8))) {
            s.setTcpNoDelay(true);
            for (String q; (q = in.readLine()) != null;) {
                String a = script.getOrDefault(q, "ERR") + "\n";
                s.getOutputStream().write(a.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // the test has hung up
        } finally {
            open.remove(s);
        }
    }

    private void hangUpAll() {
        for (Socket s : open) {
            try {
                s.close();
            } catch (IOException ignored) {
            }
        }
    }

    @Override public void close() throws IOException {
        server.close();
        hangUpAll();
    }
}
