package com.autopista.toll;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes the passages the toll gates report, one connection per gate and shift. */
public class TollGateReceiver implements Runnable {

    private static final Logger LOG = Logger.getLogger("toll.receiver");

    private final ServerSocket server;
    private final PassageStore store;
    private final LongAdder turnedAway = new LongAdder();
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(8, 48, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(64));

    public interface PassageStore {
        void add(String gate, String plate, long when) throws IOException;
    }

    public TollGateReceiver(int port, PassageStore store) throws IOException {
        this.store = store;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(port), 256);
    }

    @Override
    public void run() {
        while (!server.isClosed()) {
            Socket gate;
            try {
                gate = server.accept();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.log(Level.SEVERE, "accept", e);
                    pause();
                }
                continue;
            }
            try {
                workers.execute(() -> talk(gate));
            } catch (RejectedExecutionException e) {
                turnedAway.increment();
                LOG.warning("all workers busy, " + gate.getRemoteSocketAddress() + " turned away");
            }
        }
        workers.shutdown();
    }

    private void talk(Socket gate) {
        try (Socket s = gate) {
            s.setSoTimeout(120_000);
            BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            PrintWriter out = new PrintWriter(s.getOutputStream(), false);
            String line;
            while ((line = in.readLine()) != null) {
                String[] f = line.split(",");
                if (f.length != 3) {
                    out.print("?\n");
                } else {
                    store.add(f[0], f[1], Long.parseLong(f[2]));
                    out.print("+\n");
                }
                out.flush();
            }
        } catch (IOException | NumberFormatException e) {
            LOG.log(Level.INFO, "gate gone: {0}", e.getMessage());
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void stop() throws IOException {
        server.close();
    }
}
