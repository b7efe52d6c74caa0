package com.taxicentral.dispatch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class DispatchSession implements Runnable {
    static final Map<String, DispatchSession> ONLINE = new ConcurrentHashMap<>();

    private final Socket sock;
    private final BufferedReader in;
    private final PrintWriter out;
    private String cab = "unregistered";

    DispatchSession(Socket sock, BufferedReader in, PrintWriter out) {
        this.sock = sock;
        this.in = in;
        this.out = out;
    }

    static void launch(Socket accepted) throws IOException {
        try {
            accepted.setSoTimeout(120_000); // tablets ping each 30 s
            accepted.setTcpNoDelay(true);
            DispatchSession ds = new DispatchSession(accepted,
                    new BufferedReader(new InputStreamReader(accepted.getInputStream())),
                    new PrintWriter(accepted.getOutputStream(), true));
            new Thread(ds, "cab-" + accepted.getPort()).start();
        } catch (IOException e) {
            accepted.close();
            throw e;
        }
    }

    @Override
    public void run() {
        try {
            String line;
            while ((line = in.readLine()) != null) {
                String[] f = line.split(" ", 2);
                switch (f[0]) {
                    case "REG":
                        cab = f.length > 1 ? f[1] : cab;
                        ONLINE.put(cab, this);
                        out.println("OK " + cab);
                        break;
                    case "PING":
                        out.println("PONG");
                        break;
                    default:
                        out.println("ERR unknown");
                }
            }
        } catch (IOException e) {
            System.err.println("cab " + cab + ": " + e.getMessage() + " from " + sock.getInetAddress());
        } finally {
            ONLINE.remove(cab);
        }
    }

    void send(String job) {
        out.println("JOB " + job);
    }
}
