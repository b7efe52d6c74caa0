package health.pacs.fetch;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

public class ScanArchiveFetcher {
    private static final int CHUNK = 64 * 1024;

    /** Pulls one CT study (200-900 MB) from the remote clinic's archive. */
    public long fetch(InetSocketAddress archive, String studyUid, Path target) throws IOException {
        try (Socket s = new Socket()) {
            s.setReceiveBufferSize(4096);
            s.setSoTimeout(30_000);
            s.connect(archive, 5_000);
            DataOutputStream req = new DataOutputStream(s.getOutputStream());
            req.writeUTF("FETCH " + studyUid);
            req.flush();

            DataInputStream in = new DataInputStream(new BufferedInputStream(s.getInputStream(), CHUNK));
            long size = in.readLong();
            long left = size;
            byte[] buf = new byte[CHUNK];
            try (OutputStream file = Files.newOutputStream(target)) {
                while (left > 0) {
                    int n = in.read(buf, 0, (int) Math.min(buf.length, left));
                    if (n < 0) {
                        throw new EOFException(studyUid + ": " + left + " bytes missing");
                    }
                    file.write(buf, 0, n);
                    left -= n;
                }
            }
            return size;
        }
    }
}
