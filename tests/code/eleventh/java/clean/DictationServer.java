import java.io.DataInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.*;
import java.util.UUID;
import java.util.concurrent.*;
import java.util.logging.Logger;

// Doctors' dictation devices upload sound in blocks: int length, bytes; length 0 ends it.
public class DictationServer {
    private static final Logger log = Logger.getLogger(DictationServer.class.getName());
    private static final int MAX_BLOCK = 1 << 20;

    private final ThreadPoolExecutor exec = new ThreadPoolExecutor(
            8, 40, 60, TimeUnit.SECONDS, new SynchronousQueue<>());
    private final Path inbox;

    DictationServer(Path inbox) {
        this.inbox = inbox;
    }

    void run(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 128)) {
            while (true) {
                Socket s = ss.accept();
                try {
                    exec.execute(() -> upload(s));
                } catch (RejectedExecutionException busy) {
                    log.warning("all 40 lines in use, hanging up on " + s.getInetAddress());
                    try {
                        s.close();
                    } catch (IOException e) {
                        log.fine(e.toString());
                    }
                }
            }
        }
    }

    private void upload(Socket s) {
        Path tmp = inbox.resolve(UUID.randomUUID() + ".tmp");
        try (s; DataInputStream in = new DataInputStream(new BufferedInputStream(s.getInputStream()))) {
            s.setSoTimeout(30_000);
            s.setTcpNoDelay(true);
            try (OutputStream f = Files.newOutputStream(tmp)) {
                int n;
                while ((n = in.readInt()) != 0) {
                    if (n < 0 || n > MAX_BLOCK) throw new IOException("block of " + n);
                    f.write(in.readNBytes(n));
                }
            }
            Path done = inbox.resolve(tmp.getFileName().toString().replace(".tmp", ".ds2"));
            Files.move(tmp, done);
            s.getOutputStream().write('K');
            log.info("dictation " + done.getFileName());
        } catch (EOFException e) {
            log.warning("device gave up half way");
        } catch (IOException e) {
            log.warning("upload: " + e);
        } finally {
            try {
                Files.deleteIfExists(tmp);
            } catch (IOException e) {
                log.warning(tmp + ": " + e);
            }
        }
    }

    public static void main(String[] a) throws IOException {
        new DictationServer(Paths.get(a[0])).run(5150);
    }
}
