package com.eventim.turnstile;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;

// Admission server for stadium turnstiles. Request: up to 64k of JSON with the ticket
// and a small photo, length prefixed; answer: one line.
public class GateKeeper {
    static final int MAX_ACTIVE = 200;
    final Semaphore slots = new Semaphore(MAX_ACTIVE);
    final ExecutorService exec = Executors.newCachedThreadPool();
    final TicketService tickets;

    interface TicketService { boolean admit(byte[] request); }

    GateKeeper(TicketService t) { tickets = t; }

    void serve(int port) throws IOException {
        ServerSocket ss = new ServerSocket();
        ss.setReuseAddress(true);
        ss.bind(new InetSocketAddress(port), 512);
        for (;;) {
            final Socket gate;
            try {
                gate = ss.accept();
            } catch (IOException e) {
                System.err.println("accept: " + e);
                sleepQuietly(100);
                continue;
            }
            if (!slots.tryAcquire()) {
                refuse(gate);
                continue;
            }
            exec.execute(() -> {
                try { session(gate); } finally { slots.release(); }
            });
        }
    }

    private void refuse(Socket gate) {
        try (Socket g = gate) {
            g.getOutputStream().write("BUSY retry-after=2\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            System.err.println("refusing " + gate + ": " + e.getMessage());
        }
    }

    private void session(Socket gate) {
        try (Socket g = gate) {
            g.setSoTimeout(15000);
            g.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(g.getInputStream()));
            OutputStream out = g.getOutputStream();
            for (;;) {
                int len;
                try { len = in.readUnsignedShort(); } catch (EOFException eof) { return; }
                byte[] req = new byte[len];
                in.readFully(req);
                boolean ok = tickets.admit(req);
                out.write((ok ? "OPEN\n" : "DENY\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            System.err.println("gate " + gate.getRemoteSocketAddress() + ": " + e);
        }
    }

    static void sleepQuietly(long ms) {
        try { Thread.sleep(ms); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
    }
}
