package rx.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Prescription relay, ca. 900 pharmacies polling at every full minute. */
public class PharmacyRelay {

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Semaphore room = new Semaphore(400);
    private final Mailbox mailbox;

    public PharmacyRelay(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    public void serve(InetAddress bind, int port) throws IOException, InterruptedException {
        try (ServerSocket ss = new ServerSocket(port, 1, bind)) {
            System.out.println("relay on " + ss.getLocalSocketAddress());
            for (;;) {
                room.acquire();
                Socket s;
                try {
                    s = ss.accept();
                } catch (IOException e) {
                    room.release();
                    throw e;
                }
                workers.execute(() -> {
                    try {
                        poll(s);
                    } finally {
                        room.release();
                    }
                });
            }
        } finally {
            workers.shutdown();
        }
    }

    private void poll(Socket s) {
        try (s; BufferedReader in = new BufferedReader(
                new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8))) {
            s.setSoTimeout(20_000);
            s.setTcpNoDelay(true);
            OutputStream out = s.getOutputStream();
            String id;
            while ((id = in.readLine()) != null) {
                StringBuilder sb = new StringBuilder();
                for (String rx : mailbox.take(id.trim())) {
                    sb.append(rx).append("\r\n");
                }
                sb.append(".\r\n");
                out.write(sb.toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            System.err.println("pharmacy " + s.getInetAddress() + ": " + e.getMessage());
        }
    }

    public interface Mailbox {
        Iterable<String> take(String pharmacy);
    }
}
