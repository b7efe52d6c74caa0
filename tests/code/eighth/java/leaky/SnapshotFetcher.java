package io.wetterkette.radar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Pulls the radar composites (80-200 MB each) from the Frankfurt site to the US mirror. */
public final class SnapshotFetcher {

    private final InetSocketAddress origin;
    private final Duration patience;

    public SnapshotFetcher(String host, int port, Duration patience) {
        this.origin = InetSocketAddress.createUnresolved(host, port);
        this.patience = patience;
    }

    public long fetch(String product, Path target) throws IOException {
        Path tmp = target.resolveSibling(target.getFileName() + ".part");
        try (Socket sock = new Socket()) {
            sock.setReceiveBufferSize(8 * 1024);
            sock.setSoTimeout((int) patience.toMillis());
            sock.connect(new InetSocketAddress(origin.getHostString(), origin.getPort()), 10_000);

            OutputStream ask = sock.getOutputStream();
            ask.write(("GIVE " + product + "\n").getBytes(StandardCharsets.UTF_8));
            ask.flush();
            sock.shutdownOutput();

            try (InputStream in = new BufferedInputStream(sock.getInputStream(), 1 << 16)) {
                long announced = readLength(in);
                long copied = Files.copy(in, tmp, StandardCopyOption.REPLACE_EXISTING);
                if (copied != announced) {
                    Files.deleteIfExists(tmp);
                    throw new IOException(product + ": got " + copied + " of " + announced);
                }
                Files.move(tmp, target, StandardCopyOption.ATOMIC_MOVE);
                return copied;
            }
        }
    }

    private static long readLength(InputStream in) throws IOException {
        long v = 0;
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < '0' || c > '9') throw new IOException("bad length line");
            v = v * 10 + (c - '0');
        }
        return v;
    }
}
