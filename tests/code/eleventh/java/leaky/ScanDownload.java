package dk.radiopacs.mover;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Fetches a CT series (usually 300 MB to 2 GB) from the archive in Aarhus over the regional WAN. */
public final class ScanDownload {
    private static final byte GET = 0x47;
    private final String archiveHost;

    public ScanDownload(String archiveHost) {
        this.archiveHost = archiveHost;
    }

    public long fetch(String seriesUid, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try (Socket sock = new Socket()) {
            sock.setReceiveBufferSize(4 * 1024);
            sock.setTcpNoDelay(true);
            sock.setSoTimeout(30_000);
            sock.connect(new InetSocketAddress(archiveHost, 11112), 5_000);

            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(sock.getOutputStream()));
            out.writeByte(GET);
            out.writeUTF(seriesUid);
            out.flush();

            DataInputStream in = new DataInputStream(new BufferedInputStream(sock.getInputStream(), 64 * 1024));
            long total = in.readLong();
            if (total < 0) {
                throw new IOException("archive has no series " + seriesUid);
            }
            copy(in, part, total);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            return total;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(DataInputStream in, Path to, long total) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        long left = total;
        try (OutputStream file = Files.newOutputStream(to)) {
            while (left > 0) {
                int n = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (n < 0) {
                    throw new EOFException(left + " bytes short");
                }
                file.write(chunk, 0, n);
                left -= n;
            }
        }
    }
}
