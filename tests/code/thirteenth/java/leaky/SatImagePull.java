package meteo.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Pulls full disk images (120-180 MB) from the ground station over the transatlantic line.
 */
public class SatImagePull {

    private final InetSocketAddress station;

    public SatImagePull(String host, int port) {
        this.station = new InetSocketAddress(host, port);
    }

    public Path pull(String slot, Path dir) throws IOException {
        Path part = dir.resolve(slot + ".part");
        try (Socket s = new Socket()) {
            s.setReceiveBufferSize(8 * 1024);
            s.connect(station, 10_000);
            s.setSoTimeout(60_000);
            s.getOutputStream().write(("GET " + slot + "\n").getBytes("US-ASCII"));
            try (InputStream in = s.getInputStream()) {
                long n = Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                System.out.printf("%s: %d bytes%n", slot, n);
            }
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        return Files.move(part, dir.resolve(slot + ".nat"), StandardCopyOption.ATOMIC_MOVE);
    }

    public static void main(String[] a) throws IOException {
        SatImagePull p = new SatImagePull(a[0], 5020);
        for (int i = 1; i < a.length; i++) {
            System.out.println(p.pull(a[i], Path.of("/data/disk")));
        }
    }
}
