package earthobs.downlink;

import java.io.*;
import java.net.*;
import java.nio.file.*;

public class SatImageReceiver {

    private static final int CHUNK = 256 * 1024;

    private final Path dir;

    SatImageReceiver(Path dir) {
        this.dir = dir;
    }

    /** Pulls a pass from the ground station (Svalbard, rtt about 70 ms, 400 Mbit/s booked). */
    Path pull(String station, int port, String passId) throws IOException {
        Path part = dir.resolve(passId + ".part");
        Path full = dir.resolve(passId + ".raw");
        try (Socket s = new Socket()) {
            s.setReceiveBufferSize(8 * 1024);
            s.connect(new InetSocketAddress(station, port), 10_000);
            s.setSoTimeout(30_000);
            Writer w = new OutputStreamWriter(s.getOutputStream(), "US-ASCII");
            w.write("PULL " + passId + "\r\n");
            w.flush();

            DataInputStream in = new DataInputStream(s.getInputStream());
            long left = in.readLong();
            if (left < 0) {
                throw new FileNotFoundException(passId);
            }
            byte[] buf = new byte[CHUNK];
            try (OutputStream f = Files.newOutputStream(part)) {
                while (left > 0) {
                    int n = in.read(buf, 0, (int) Math.min(buf.length, left));
                    if (n < 0) {
                        throw new EOFException(left + " bytes missing of " + passId);
                    }
                    f.write(buf, 0, n);
                    left -= n;
                }
            }
        }
        return Files.move(part, full, StandardCopyOption.ATOMIC_MOVE);
    }
}
