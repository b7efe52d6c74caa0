package org.stadium.gates;

import java.io.*;
import java.net.*;
import java.util.Set;
import java.util.concurrent.*;

public class TicketGateServer {
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            8, 32, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(64));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> sold;

    public TicketGateServer(Set<String> sold) { this.sold = sold; }

    public void run(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(port), 200);
        for (;;) {
            Socket gate = listener.accept();
            open.add(gate);
            try {
                workers.execute(() -> check(gate));
            } catch (RejectedExecutionException e) {
                System.err.println("all workers busy, gate " + gate.getInetAddress() + " dropped");
            }
        }
    }

    private void check(Socket gate) {
        try (Socket s = gate) {
            s.setSoTimeout(15_000);
            s.setTcpNoDelay(true);
            BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream(), "UTF-8"));
            Writer w = new BufferedWriter(new OutputStreamWriter(s.getOutputStream(), "UTF-8"));
            String barcode;
            while ((barcode = r.readLine()) != null) {
                w.write(sold.contains(barcode.trim()) ? "OPEN\n" : "DENY\n");
                w.flush();
            }
        } catch (IOException e) {
            System.err.println("gate: " + e.getMessage());
        } finally {
            open.remove(gate);
        }
    }
}
