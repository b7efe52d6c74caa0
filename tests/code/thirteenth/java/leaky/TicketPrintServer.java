package com.kinoplex.print;

import java.io.*;
import java.net.*;
import java.util.logging.Logger;

/** Receives ticket jobs from the box office terminals, one line per ticket. */
public class TicketPrintServer implements Runnable {
    private static final Logger LOG = Logger.getLogger("print");
    private final ServerSocket listener;
    private final PrinterPort printer;

    public TicketPrintServer(int port, PrinterPort printer) throws IOException {
        this.listener = new ServerSocket(port, 200);
        this.printer = printer;
    }

    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                final Socket terminal = listener.accept();
                Thread t = new Thread(() -> serve(terminal), "terminal-" + terminal.getPort());
                t.setDaemon(true);
                t.start();
            } catch (IOException e) {
                LOG.warning("accept: " + e);
                sleepQuietly(250);
            }
        }
    }

    private void serve(Socket terminal) {
        try {
            terminal.setSoTimeout(10 * 60 * 1000);
            BufferedReader in = new BufferedReader(new InputStreamReader(terminal.getInputStream(), "UTF-8"));
            Writer out = new BufferedWriter(new OutputStreamWriter(terminal.getOutputStream(), "UTF-8"));
            while (true) {
                String job = in.readLine();
                if (job == null) {
                    LOG.info("box office " + terminal.getRemoteSocketAddress() + " signed off");
                    return;
                }
                printer.enqueue(job);
                out.write("OK\r\n");
                out.flush();
            }
        } catch (IOException e) {
            LOG.warning("terminal " + terminal.getRemoteSocketAddress() + ": " + e.getMessage());
            try { terminal.close(); } catch (IOException ignored) { }
        }
    }

    private static void sleepQuietly(long ms) {
        try { Thread.sleep(ms); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
    }

    public interface PrinterPort { void enqueue(String job) throws IOException; }
}
