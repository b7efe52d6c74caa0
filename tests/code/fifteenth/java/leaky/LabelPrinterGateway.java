package com.parcelhub.labels;

import java.io.*;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Logger;

/** Takes ZPL jobs, one per line, from the packing desks. */
public class LabelPrinterGateway {
    private static final Logger LOG = Logger.getLogger("labels");
    private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>(5000);

    public void listen(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 256)) {
            while (true) {
                final Socket desk = ss.accept();
                Thread t = new Thread(() -> serve(desk), "desk-" + desk.getPort());
                t.setDaemon(true);
                t.start();
            }
        }
    }

    private void serve(Socket desk) {
        try {
            desk.setSoTimeout(600_000);
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(desk.getInputStream(), StandardCharsets.US_ASCII));
            for (;;) {
                String zpl = in.readLine();
                if (zpl == null) {
                    LOG.info("desk " + desk.getRemoteSocketAddress() + " hung up");
                    return;
                }
                if (!zpl.startsWith("^XA")) {
                    LOG.warning("not a label: " + zpl);
                    continue;
                }
                jobs.put(zpl);
            }
        } catch (IOException e) {
            LOG.warning("desk read failed: " + e);
            try { desk.close(); } catch (IOException ignored) { }
        } catch (InterruptedException e) {
            try { desk.close(); } catch (IOException ignored) { }
            Thread.currentThread().interrupt();
        }
    }
}
