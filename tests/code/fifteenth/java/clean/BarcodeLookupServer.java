package com.grocer.barcode;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.*;

public class BarcodeLookupServer {
    private final Map<String, String> articles;
    private final ExecutorService pool = new ThreadPoolExecutor(
            4, 64, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), (r, ex) -> ((Visit) r).abandon());

    public BarcodeLookupServer(Map<String, String> articles) { this.articles = articles; }

    public void listen(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 256)) {
            while (true) {
                pool.execute(new Visit(ss.accept()));
            }
        }
    }

    private final class Visit implements Runnable {
        private final Socket scanner;
        Visit(Socket scanner) { this.scanner = scanner; }

        void abandon() {
            try { scanner.close(); } catch (IOException ignored) { }
        }

        @Override public void run() {
            try (Socket s = scanner) {
                s.setTcpNoDelay(true);
                s.setSoTimeout(120_000);
                BufferedReader r = new BufferedReader(
                        new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter w = new BufferedWriter(
                        new OutputStreamWriter(s.getOutputStream(), StandardCharsets.UTF_8));
                String ean;
                while ((ean = r.readLine()) != null) {
                    w.write(articles.getOrDefault(ean.trim(), "?"));
                    w.write('\n');
                    w.flush();
                }
            } catch (SocketTimeoutException idle) {
                // scanner in the drawer, it reconnects by itself
            } catch (IOException e) {
                System.err.println("scanner: " + e.getMessage());
            }
        }
    }
}
