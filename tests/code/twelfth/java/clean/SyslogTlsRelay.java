package sec.siem;

import java.io.*;
import java.net.Socket;
import java.util.concurrent.*;
import javax.net.ssl.*;

/** RFC 5425 receiver; frames go to the SIEM queue, octet counted. */
public class SyslogTlsRelay extends Thread {

    private static final int MAX_FRAME = 65_536;

    private final SSLServerSocket server;
    private final BlockingQueue<byte[]> siem;
    private final ExecutorService exec = Executors.newCachedThreadPool();
    private final Semaphore places = new Semaphore(500);

    public SyslogTlsRelay(SSLContext ctx, int port, BlockingQueue<byte[]> siem) throws IOException {
        super("syslog-accept");
        this.siem = siem;
        this.server = (SSLServerSocket) ctx.getServerSocketFactory().createServerSocket(port, 256);
        server.setNeedClientAuth(true);
    }

    @Override
    public void run() {
        while (!isInterrupted()) {
            try {
                places.acquire();
                Socket s;
                try {
                    s = server.accept();
                } catch (IOException e) {
                    places.release();
                    if (server.isClosed()) break;
                    System.err.println("accept: " + e.getMessage());
                    Thread.sleep(250);
                    continue;
                }
                exec.execute(() -> {
                    try (s) {
                        s.setSoTimeout(300_000);
                        frames(new DataInputStream(new BufferedInputStream(s.getInputStream())));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (IOException e) {
                        System.err.println(s.getInetAddress() + ": " + e.getMessage());
                    } finally {
                        places.release();
                    }
                });
            } catch (InterruptedException e) {
                break;
            }
        }
        exec.shutdownNow();
    }

    private void frames(DataInputStream in) throws IOException, InterruptedException {
        for (;;) {
            int len = 0;
            int c = in.read();
            if (c < 0) return;
            for (; c >= '0' && c <= '9'; c = in.read()) {
                len = len * 10 + (c - '0');
                if (len > MAX_FRAME) throw new IOException("frame too long");
            }
            if (c != ' ' || len == 0) throw new IOException("bad frame");
            byte[] frame = new byte[len];
            in.readFully(frame);
            if (!siem.offer(frame, 2, TimeUnit.SECONDS)) {
                System.err.println("SIEM queue full, frame dropped");
            }
        }
    }

    public void close() throws IOException {
        server.close();
        interrupt();
    }
}
