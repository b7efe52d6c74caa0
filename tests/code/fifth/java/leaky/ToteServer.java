package com.racing.tote;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
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

/** Betting windows send "BET race horse cents". */
public class ToteServer {
    private static final Logger LOG = Logger.getLogger(ToteServer.class.getName());
    private final ThreadPoolExecutor clerks =
            new ThreadPoolExecutor(8, 32, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(100));
    private final LongAdder overload = new LongAdder();

    public void serve(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket()) {
            ss.setReuseAddress(true);
            ss.bind(new InetSocketAddress(port), 256);
            while (!Thread.currentThread().isInterrupted()) {
                Socket window;
                try {
                    window = ss.accept();
                } catch (IOException e) {
                    LOG.log(Level.WARNING, "accept", e);
                    sleep(100);
                    continue;
                }
                try {
                    clerks.execute(() -> dialogue(window));
                } catch (RejectedExecutionException e) {
                    overload.increment();
                    LOG.warning("all clerks busy, " + window.getRemoteSocketAddress() + " not served");
                }
            }
        }
    }

    private void dialogue(Socket window) {
        try (Socket s = window;
             BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
             PrintWriter out = new PrintWriter(new OutputStreamWriter(s.getOutputStream(), StandardCharsets.US_ASCII))) {
            s.setSoTimeout(120_000);
            s.setTcpNoDelay(true);
            String line;
            while ((line = in.readLine()) != null) {
                String[] w = line.split(" ");
                boolean ok = w.length == 4 && w[0].equals("BET") && accept(w);
                out.print(ok ? "ACCEPTED\n" : "REFUSED\n");
                out.flush();
                if (out.checkError()) break;
            }
        } catch (IOException e) {
            LOG.fine(e.toString());
        }
    }

    private boolean accept(String[] w) {
        return Integer.parseInt(w[3]) > 0;
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
