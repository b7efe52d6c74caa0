package office.fax;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

public class FaxGateway {
    private final Path spool;
    private final Modem modem;
    private volatile boolean running = true;

    public interface Modem {
        /** Dials and sends; comes back when the other side has confirmed all pages. */
        boolean send(String number, Path document) throws InterruptedException;
    }

    public FaxGateway(Path spool, Modem modem) {
        this.spool = spool;
        this.modem = modem;
    }

    public void serve(int port) throws IOException, InterruptedException {
        try (ServerSocket ss = new ServerSocket(port, 128, InetAddress.getLoopbackAddress())) {
            while (running) {
                Path doc = null;
                try (Socket c = ss.accept()) {
                    c.setSoTimeout(10_000);
                    DataInputStream in = new DataInputStream(c.getInputStream());
                    String number = in.readUTF();
                    byte[] pages = in.readNBytes(in.readInt());
                    doc = Files.createTempFile(spool, "fax", ".tiff");
                    Files.write(doc, pages);
                    boolean ok = modem.send(number, doc);
                    OutputStream out = c.getOutputStream();
                    out.write((ok ? "SENT\n" : "NO ANSWER\n").getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    System.err.println("fax: " + e.getMessage());
                    Thread.sleep(100);
                } finally {
                    if (doc != null) Files.deleteIfExists(doc);
                }
            }
        }
    }

    public void stop() {
        running = false;
    }
}
