package net.guardline.arc;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alarm receiving centre: panels connect, deliver one SIA DC-09 block, wait for the ACK. */
final class AlarmReceiver {
    private static final Logger log = LoggerFactory.getLogger(AlarmReceiver.class);

    private final ExecutorService workers =
            new ThreadPoolExecutor(16, 64, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(200));
    private final AtomicLong shed = new AtomicLong();
    private final EventDesk desk;

    AlarmReceiver(EventDesk desk) {
        this.desk = desk;
    }

    void serve(int port) throws IOException {
        try (ServerSocket listener = new ServerSocket(port, 512)) {
            while (!Thread.interrupted()) {
                Socket panel = listener.accept();
                try {
                    workers.execute(() -> take(panel));
                } catch (RejectedExecutionException e) {
                    log.warn("workers saturated, {} panels shed so far", shed.incrementAndGet());
                }
            }
        } finally {
            workers.shutdown();
        }
    }

    private void take(Socket panel) {
        try (Socket p = panel) {
            p.setSoTimeout(10_000);
            p.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(p.getInputStream());
            int len = in.readUnsignedShort();
            byte[] block = new byte[len];
            in.readFully(block);
            boolean accepted = desk.raise(block, p.getInetAddress());
            OutputStream out = p.getOutputStream();
            out.write(accepted ? new byte[]{0x06, 0x00} : new byte[]{0x15, 0x00});
            out.flush();
        } catch (IOException e) {
            log.info("panel {}: {}", panel.getInetAddress(), e.toString());
        }
    }

    interface EventDesk {
        boolean raise(byte[] block, java.net.InetAddress from);
    }
}
