package com.objektschutz.doors;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Door controllers connect once and stay. They present a 16-byte serial, then stream badge events. */
public class BadgeDoorServer {
    private static final Logger log = Logger.getLogger(BadgeDoorServer.class.getName());
    private final Map<String, Socket> doors = new ConcurrentHashMap<>();
    private final ExecutorService readers = Executors.newCachedThreadPool();
    private final InventoryService inventory;

    public interface InventoryService {
        /** Asks the facility database over SOAP. */
        boolean knows(String serial) throws IOException;
    }

    public BadgeDoorServer(InventoryService inventory) { this.inventory = inventory; }

    public void run(int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 200)) {
        while (true) {
            Socket s = server.accept();
            try {
                s.setSoTimeout(30_000);
                s.setKeepAlive(true);
                s.setTcpNoDelay(true);
                byte[] raw = new byte[16];
                new DataInputStream(s.getInputStream()).readFully(raw);
                String serial = new String(raw, "US-ASCII").trim();
                if (!inventory.knows(serial)) {
                    log.warning("unknown controller " + serial);
                    s.close();
                    continue;
                }
                Socket old = doors.put(serial, s);
                if (old != null) old.close();
                readers.submit(() -> pump(serial, s));
            } catch (IOException e) {
                log.log(Level.INFO, "controller dropped during hello", e);
                s.close();
            }
        }
        }
    }

    private void pump(String serial, Socket s) {
        try (s) {
            s.setSoTimeout(120_000); // controllers ping each minute
            DataInputStream in = new DataInputStream(s.getInputStream());
            DataOutputStream out = new DataOutputStream(s.getOutputStream());
            int type;
            while ((type = in.read()) >= 0) {
                if (type == 'P') { out.writeByte('p'); continue; }
                long badge = in.readLong();
                log.info(serial + " badge " + Long.toHexString(badge));
            }
        } catch (IOException e) {
            log.fine(serial + ": " + e);
        } finally {
            doors.remove(serial, s);
        }
    }
}
