package de.bergbahn.toll;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Central node: every lane computer keeps one connection and reports passages. */
public class TollPlazaServer {

    private static final Logger LOG = Logger.getLogger(TollPlazaServer.class.getName());
    private final Map<String, Socket> lanes = new ConcurrentHashMap<>();
    private final PassageLog passages;

    public TollPlazaServer(PassageLog passages) {
        this.passages = passages;
    }

    public void run(int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 200)) {
            while (!Thread.currentThread().isInterrupted()) {
                Socket s = server.accept();
                Thread t = new Thread(() -> lane(s), "lane-" + s.getPort());
                t.setDaemon(true);
                t.start();
            }
        }
    }

    private void lane(Socket s) {
        String lane = "?";
        try {
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            s.setSoTimeout(120_000);
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            PrintWriter out = new PrintWriter(s.getOutputStream(), false, StandardCharsets.US_ASCII);

            lane = in.readLine();
            if (lane == null) {
                s.close();
                return;
            }
            Socket before = lanes.put(lane, s);
            if (before != null) {
                before.close();
            }
            String line;
            while ((line = in.readLine()) != null) {
                if (line.equals("PING")) {
                    out.print("PONG\r\n");
                } else {
                    out.print("ACK " + passages.record(lane, line) + "\r\n");
                }
                out.flush();
            }
            LOG.info("lane " + lane + " signed off");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "lane " + lane, e);
            lanes.remove(lane, s);
            closeQuietly(s);
        }
    }

    public int connectedLanes() {
        return lanes.size();
    }

    private static void closeQuietly(Socket s) {
        try {
            s.close();
        } catch (IOException ignored) {
            // nothing left to do
        }
    }

    public interface PassageLog {
        long record(String lane, String passage) throws IOException;
    }
}
