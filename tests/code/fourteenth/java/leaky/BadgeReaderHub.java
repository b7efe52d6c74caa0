package secure.door;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public class BadgeReaderHub {
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final ReaderDirectory directory;

    public BadgeReaderHub(ReaderDirectory directory) {
        this.directory = directory;
    }

    public void listen(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 256)) {
            for (;;) {
                Socket s = ss.accept();
                try {
                    s.setSoTimeout(15_000);
                    DataInputStream in = new DataInputStream(s.getInputStream());
                    String serial = in.readUTF();
                    Door door = directory.lookup(serial);
                    if (door == null) {
                        System.out.println("unknown reader " + serial);
                        s.close();
                        continue;
                    }
                    pool.execute(() -> door.serve(s, in)); // serve() closes
                } catch (SocketTimeoutException e) {
                    System.out.println("reader said nothing: " + s.getInetAddress());
                    s.close();
                } catch (IOException | RuntimeException e) {
                    System.out.println("reader: " + e);
                    s.close();
                }
            }
        } finally {
            pool.shutdown();
        }
    }
}
