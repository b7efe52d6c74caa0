package photo.print.frontdoor;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;

public class UploadFrontDoor {
    private final Semaphore slots = new Semaphore(40);
    private final ExecutorService pool = Executors.newFixedThreadPool(40);
    private final File spool;

    public UploadFrontDoor(File spool) { this.spool = spool; }

    public void serve(ServerSocket ss) throws IOException {
        while (!ss.isClosed()) {
            Socket s = ss.accept();
            if (!slots.tryAcquire()) {
                refuse(s);
                continue;
            }
            pool.execute(() -> {
                try (Socket c = s) {
                    store(c);
                } catch (IOException e) {
                    System.err.println("upload from " + s.getInetAddress() + ": " + e);
                } finally {
                    slots.release();
                }
            });
        }
    }

    // clients start sending the picture straight after connect
    private void refuse(Socket s) {
        try {
            OutputStream o = s.getOutputStream();
            o.write("HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            o.flush();
        } catch (IOException ignored) {
        } finally {
            try { s.close(); } catch (IOException ignored) { }
        }
    }

    private void store(Socket c) throws IOException {
        c.setSoTimeout(20_000);
        File f = File.createTempFile("pic", ".raw", spool);
        try (OutputStream o = new BufferedOutputStream(new FileOutputStream(f))) {
            c.getInputStream().transferTo(o);
        }
        c.getOutputStream().write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    }
}
