package org.stateloto.terminal;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;

/** Ticket validation for the kiosks. Old line protocol, do not touch. */
public class LotteryTerminalServer {

    private final ExecutorService pool = new ThreadPoolExecutor(
            4, 32, 60L, TimeUnit.SECONDS, new LinkedBlockingQueue<Runnable>(100));
    private final TicketBook book;
    private volatile ServerSocket listener;

    public interface TicketBook {
        String validate(String ticket);
    }

    public LotteryTerminalServer(TicketBook book) {
        this.book = book;
    }

    public void run(int port) throws IOException {
        listener = new ServerSocket(port, 300);
        try {
            while (true) {
                final Socket kiosk = listener.accept();
                try {
                    kiosk.setSoTimeout(90 * 1000);
                    kiosk.setTcpNoDelay(true);
                    pool.execute(new Kiosk(kiosk));
                } catch (SocketException e) {
                    System.err.println("kiosk vanished: " + e.getMessage());
                    quietClose(kiosk);
                } catch (RejectedExecutionException e) {
                    System.err.println("overload, kiosk " + kiosk.getInetAddress() + " has to come again");
                    quietClose(kiosk);
                }
            }
        } finally {
            quietClose(listener);
            pool.shutdown();
        }
    }

    private class Kiosk implements Runnable {
        private final Socket socket;

        Kiosk(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            try {
                BufferedReader r = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                Writer w = new BufferedWriter(
                        new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.ISO_8859_1));
                for (String line = r.readLine(); line != null; line = r.readLine()) {
                    if (line.equals("BYE")) break;
                    String verdict = line.startsWith("VAL ") ? book.validate(line.substring(4)) : "SYNTAX";
                    w.write(verdict);
                    w.write("\r\n");
                    w.flush();
                }
            } catch (SocketTimeoutException e) {
                System.out.println(socket.getInetAddress() + " asleep");
            } catch (IOException e) {
                System.out.println(socket.getInetAddress() + " " + e.getMessage());
            } finally {
                quietClose(socket);
            }
        }
    }

    private static void quietClose(Closeable c) {
        try {
            c.close();
        } catch (IOException e) {
            // fine
        }
    }
}
