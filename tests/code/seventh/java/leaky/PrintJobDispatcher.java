package de.kopierhaus.spool;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

public class PrintJobDispatcher {
    private static final Logger log = Logger.getLogger("spool");
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            4, 16, 60, TimeUnit.SECONDS, new ArrayBlockingQueue<>(64));
    private final AtomicLong jobNo = new AtomicLong();
    private final Path spoolDir;

    public PrintJobDispatcher(Path spoolDir) {
        this.spoolDir = spoolDir;
    }

    public void listen(int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 256)) {
            while (!Thread.currentThread().isInterrupted()) {
                Socket c = server.accept();
                long id = jobNo.incrementAndGet();
                try {
                    workers.execute(() -> receive(id, c));
                } catch (RejectedExecutionException e) {
                    log.warning("job " + id + ": all printers busy, turning " + c.getInetAddress() + " away");
                }
            }
        } finally {
            workers.shutdown();
        }
    }

    private void receive(long id, Socket c) {
        Path part = spoolDir.resolve(id + ".part");
        try (Socket s = c;
             InputStream raw = s.getInputStream();
             DataInputStream in = new DataInputStream(new BufferedInputStream(raw, 32768))) {
            s.setSoTimeout(30_000);
            int len = in.readInt();
            if (len <= 0 || len > 200_000_000) {
                log.warning("job " + id + ": silly length " + len);
                return;
            }
            byte[] doc = in.readNBytes(len);
            if (doc.length < len) {
                log.warning("job " + id + ": truncated at " + doc.length);
                return;
            }
            Files.write(part, doc);
            Files.move(part, spoolDir.resolve(id + ".ps"));
            s.getOutputStream().write(0);
        } catch (IOException e) {
            log.log(Level.WARNING, "job " + id, e);
        }
    }
}
