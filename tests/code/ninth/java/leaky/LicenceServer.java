package com.mechcad.licence;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;

/** Floating licences. One request per connection: a line of up to 4 kB, answered by a line. */
public class LicenceServer {
    private final Semaphore seats = new Semaphore(64);
    private final ExecutorService exec = Executors.newFixedThreadPool(64);
    private final LicenceBook book;

    public LicenceServer(LicenceBook book) {
        this.book = book;
    }

    public void listen(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 300)) {
            while (true) {
                Socket c = ss.accept();
                if (!seats.tryAcquire()) {
                    try {
                        c.getOutputStream().write("BUSY try again in 5\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        System.err.println("couldn't say busy: " + e);
                    }
                    c.close();
                    continue;
                }
                exec.execute(() -> {
                    try (Socket s = c) {
                        s.setSoTimeout(10_000);
                        answer(s);
                    } catch (IOException e) {
                        System.err.println("licence request: " + e);
                    } finally {
                        seats.release();
                    }
                });
            }
        }
    }

    private void answer(Socket s) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
        String req = in.readLine();
        if (req == null) return;
        String reply = book.checkOut(req.trim(), s.getInetAddress());
        s.getOutputStream().write((reply + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public interface LicenceBook {
        String checkOut(String request, InetAddress who);
    }
}
