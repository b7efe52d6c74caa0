package cad.licensing;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;

public class BusyAwareLicenseHost {
    private final ThreadPoolExecutor main =
            new ThreadPoolExecutor(8, 8, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(100));
    private final ThreadPoolExecutor apologies =
            new ThreadPoolExecutor(1, 4, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(400));

    public void listen() throws IOException {
        try (ServerSocket door = new ServerSocket(27009, 200)) {
            for (;;) {
                Socket c = door.accept();
                try {
                    main.execute(() -> grant(c));
                } catch (RejectedExecutionException full) {
                    refuse(c);
                }
            }
        }
    }

    private void refuse(Socket c) throws IOException {
        try {
            apologies.execute(() -> apologise(c));
        } catch (RejectedExecutionException e) {
            c.close();
        }
    }

    private static void grant(Socket c) {
        try (c) {
            c.setSoTimeout(6000);
            BufferedReader r = new BufferedReader(new InputStreamReader(c.getInputStream(), StandardCharsets.US_ASCII));
            String feature = r.readLine();
            String verdict = feature != null && feature.startsWith("CAD-") ? "GRANTED 3600" : "DENIED";
            c.getOutputStream().write((verdict + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            System.err.println("grant: " + e.getMessage());
        }
    }

    /** Says BUSY, then lets the peer finish before the close, so that the answer isn't cut off by a reset. */
    private static void apologise(Socket c) {
        try (c) {
            c.setSoTimeout(500);
            c.getOutputStream().write("BUSY\n".getBytes(StandardCharsets.US_ASCII));
            c.shutdownOutput();
            InputStream in = c.getInputStream();
            byte[] waste = new byte[1024];
            for (int i = 0; i < 16 && in.read(waste) >= 0; i++) {
                // their request, unread till now
            }
        } catch (SocketTimeoutException e) {
            System.err.println("client " + c.getInetAddress() + " neither sends nor goes");
        } catch (IOException e) {
            System.err.println("refusal: " + e.getMessage());
        }
    }
}
