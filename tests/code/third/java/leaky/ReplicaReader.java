package replica;

import java.io.*;
import java.net.*;
import java.nio.file.*;

/** Copies the base snapshot from the primary in the other data centre. */
public class ReplicaReader {
    private static final int CHUNK = 16 * 1024;

    public long copy(InetSocketAddress primary, long epoch, Path target) throws IOException {
        try (Socket s = new Socket();
             OutputStream file = Files.newOutputStream(target)) {
            s.setReceiveBufferSize(CHUNK);
            s.setSoTimeout(30_000);
            s.connect(primary, 5_000);

            DataOutputStream req = new DataOutputStream(new BufferedOutputStream(s.getOutputStream(), 64));
            req.writeUTF("SNAPSHOT");
            req.writeLong(epoch);
            req.flush();

            InputStream in = s.getInputStream();
            byte[] chunk = new byte[CHUNK];
            long total = 0;
            int n;
            while ((n = in.read(chunk)) != -1) {
                file.write(chunk, 0, n);
                total += n;
            }
            return total;
        }
    }
}
